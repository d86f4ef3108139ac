package io.gradus.rewards.code;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/** The folder of public benchmark files that may lie beside the project. */
final class SharedData {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SharedData() {}

  /** {@code GRADUS_SHARED}, or a folder {@code shared/data} beside one of the folders above the working directory. */
  static Optional<Path> folder() {
    Stream<String> named =
        Stream.of(System.getProperty("GRADUS_SHARED"), System.getenv("GRADUS_SHARED"));
    Optional<Path> given = named
        .filter(name -> name != null)
        .map(Path::of)
        .filter(Files::isDirectory)
        .findFirst();
    for (Path at = Path.of("").toAbsolutePath();
        given.isEmpty() && at != null;
        at = at.getParent()) {
      Path candidate = at.resolve("shared/data");
      if (Files.isDirectory(candidate)) {
        return Optional.of(candidate);
      }
    }
    return given;
  }

  /** A file of it; the test is skipped, with a word, when it is not there. */
  static Path file(String name) {
    Optional<Path> file = folder().map(folder -> folder.resolve(name)).filter(Files::exists);
    Assumptions.assumeTrue(
        file.isPresent(), () -> name + " is not here: put it in a folder named by GRADUS_SHARED");
    return file.orElseThrow();
  }

  static List<JsonNode> rows(Path file) {
    try (InputStream raw = Files.newInputStream(file)) {
      return rows(file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonNode> rows(InputStream in) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (!line.isBlank()) {
        rows.add(JSON.readTree(line));
      }
    }
    return rows;
  }
}
