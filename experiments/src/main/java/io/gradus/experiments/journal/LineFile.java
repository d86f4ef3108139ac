package io.gradus.experiments.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.files.AtomicFile;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A compressed file of JSON lines. The file is either complete or missing. */
public record LineFile(Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();

  void write(Iterable<Map<String, Object>> lines) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      for (Map<String, Object> line : lines) {
        out.write(JSON.writeValueAsBytes(line));
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AtomicFile.write(path, bytes.toByteArray());
  }

  /**
   * Reads all lines.
   *
   * @throws IOException if the file is damaged
   */
  List<JsonNode> read() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(
        new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        lines.add(JSON.readTree(text));
      }
    }
    return lines;
  }

  boolean exists() {
    return Files.exists(path);
  }
}
