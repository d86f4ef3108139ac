package io.gradus.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Reads what a run wrote, one JSON object a line. A run may have been killed while it wrote, so a line or file that cannot be
 * read is told of, and the rest is used.
 */
final class JsonLines {
  /** NaN and Infinity are what a failing run writes: just then its report is wanted. */
  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private JsonLines() {}

  /**
   * Gives each object of a file, {@code .gz} or not, to {@code each}; a file that is missing has none.
   *
   * @param trouble is told in words what could not be read
   */
  static void read(Path file, Consumer<JsonNode> each, Consumer<String> trouble) {
    if (!Files.exists(file)) {
      return;
    }
    String name = String.valueOf(file.getFileName());
    int number = 0;
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        try {
          JsonNode node = MAPPER.readTree(line);
          if (node.isObject()) {
            each.accept(node);
          } else {
            trouble.accept(
                "%s:%d: not a JSON object; the line is left out".formatted(name, number));
          }
        } catch (JsonProcessingException e) {
          trouble.accept(
              "%s:%d: not JSON (was the run killed while it wrote?); the line is left out"
                  .formatted(name, number));
        }
      }
    } catch (IOException e) {
      trouble.accept(
          "%s: cannot be read beyond line %d: %s".formatted(name, number, e.getMessage()));
    }
  }
}
