package io.gradus.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.UserError;
import io.gradus.core.files.Disk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a run wrote, one JSON object a line. A run may have been killed while it wrote, so a line or file that cannot be
 * read is reported, and the rest is used. A line that no run writes is refused, because it would fill the memory.
 */
final class JsonLines {
  /** NaN and Infinity are what a failing run writes: just then its report is wanted. */
  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** Longest line in characters: a completion of 100,000 tokens with all its numbers takes a tenth of it. */
  private static final int LONGEST = 64 << 20;

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
    if (!Files.isRegularFile(file)) {
      trouble.accept("%s: is not an ordinary file; it is left out".formatted(name));
      return;
    }
    int number = 0;
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = next(lines, file, number);
          line != null;
          line = next(lines, file, number)) {
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
          "%s: cannot be read beyond line %d: %s".formatted(name, number, Disk.reason(e)));
    }
  }

  /** A line without its end, or null. Blanks at its beginning are passed over without being kept. */
  private static @Nullable String next(Reader in, Path file, int before) throws IOException {
    StringBuilder line = new StringBuilder();
    long read = 0;
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        return line.toString();
      }
      if (++read > LONGEST) {
        throw new UserError(
            "%s: line %d has more than %,d characters, which no run writes: the file is damaged or a decompression bomb. Delete it, then run the command again."
                .formatted(file, before + 1, LONGEST));
      }
      if (line.length() > 0 || c != ' ') {
        line.append((char) c);
      }
    }
    return line.length() == 0 ? null : line.toString();
  }
}
