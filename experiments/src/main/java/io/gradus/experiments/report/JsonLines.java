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
 * Reads JSON lines of a run. A killed run may leave an incomplete line or file, so unreadable ones are reported and the
 * rest is used. A line that is longer than any line of a run is refused, because it would fill the memory.
 */
final class JsonLines {
  /** Mapper that accepts NaN and Infinity, because a failing run writes them and needs a report. */
  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** Longest line in characters. A completion of 100,000 tokens with all its numbers takes a tenth of it. */
  private static final int LONGEST = 64 << 20;

  private JsonLines() {}

  /**
   * Passes each object of a file, also {@code .gz}, to {@code each}. A missing file has no objects.
   *
   * @param trouble receives a message for each line or file that could not be read
   */
  static void read(Path file, Consumer<JsonNode> each, Consumer<String> trouble) {
    if (!Files.exists(file)) {
      return;
    }
    String name = String.valueOf(file.getFileName());
    if (!Files.isRegularFile(file)) {
      trouble.accept("%s: is not a regular file; it is left out".formatted(name));
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

  /** Next line without its line break, or null at the end. Leading blanks are skipped without being kept. */
  private static @Nullable String next(Reader in, Path file, int before) throws IOException {
    StringBuilder line = new StringBuilder();
    long read = 0;
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        return line.toString();
      }
      if (++read > LONGEST) {
        throw new UserError(
            "%s: line %d has more than %,d characters, so the file is damaged or a decompression bomb. Delete the file, then run the command again."
                .formatted(file, before + 1, LONGEST));
      }
      if (line.length() > 0 || c != ' ') {
        line.append((char) c);
      }
    }
    return line.length() == 0 ? null : line.toString();
  }
}
