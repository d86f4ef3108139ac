package io.gradus.experiments.regrade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.core.files.Disk;
import io.gradus.experiments.rows.Lines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Reads the completions of a log in any known format. */
final class LogReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  /** Largest accepted entry of an archive in bytes. */
  private static final int MAX_ENTRY = 64 << 20;

  private final Path file;
  private Optional<LogFormat> format = Optional.empty();

  LogReader(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws UserError if an entry cannot be read, or has no known format
   */
  List<Stored> read() {
    return file.toString().endsWith(".eval") ? archive() : lines(Lines.of(file));
  }

  /** Name of the format; empty before the first entry. */
  String format() {
    return format.map(LogFormat::name).orElse("");
  }

  private List<Stored> archive() {
    List<Stored> stored = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> samples = zip.stream()
          .filter(entry -> entry.getName().startsWith("samples/"))
          .filter(entry -> entry.getName().endsWith(".json"))
          .toList();
      for (ZipEntry sample : samples) {
        try (InputStream in = zip.getInputStream(sample)) {
          byte[] bytes = in.readNBytes(MAX_ENTRY);
          stored.addAll(entry(JSON.readTree(bytes), stored.size() + 1L, sample.getName()));
        }
      }
      return stored;
    } catch (IOException e) {
      throw new UserError(
          "%s: is not a readable archive of inspect-ai: %s. Convert it with 'inspect log convert --to json'"
              .formatted(file, Disk.reason(e)),
          e);
    }
  }

  /** JSON lines, or one JSON value over all lines. */
  List<Stored> lines(Lines lines) {
    List<Stored> stored = new ArrayList<>();
    StringBuilder whole = new StringBuilder();
    try (lines) {
      for (Optional<Lines.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
        Lines.Line line = next.get();
        if (line.tooLong()) {
          throw new UserError("%s:%d: is too long to read".formatted(lines.name(), line.number()));
        }
        if (line.blank()) {
          continue;
        }
        whole.append(new String(line.bytes(), StandardCharsets.UTF_8)).append('\n');
        JsonNode entry = parsed(whole.toString());
        if (entry != null) {
          stored.addAll(entry(entry, line.number(), "line " + line.number()));
          whole.setLength(0);
        }
      }
    }
    if (whole.length() > 0) {
      throw new UserError(
          "%s: ends in the middle of a JSON value. Is the file truncated?".formatted(lines.name()));
    }
    return stored;
  }

  /** A complete JSON object; null if the text goes on. */
  private static @Nullable JsonNode parsed(String text) {
    if (!text.stripTrailing().endsWith("}")) {
      return null;
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private List<Stored> entry(JsonNode entry, long number, String place) {
    LogFormat known = format
        .filter(f -> f.knows(entry))
        .or(() -> LogFormat.ALL.stream().filter(f -> f.knows(entry)).findFirst())
        .orElseThrow(() -> new UserError(
            "%s: %s has no known format. Known: rollouts and answers of Gradus, lm-evaluation-harness (--log_samples), inspect-ai (.json, .eval), and rows with 'completion' and 'target'"
                .formatted(file, place)));
    format = Optional.of(known);
    try {
      return known.read(entry, number);
    } catch (LogFormat.Unreadable e) {
      throw new UserError("%s: %s (%s) %s".formatted(file, place, known.name(), e.getMessage()), e);
    }
  }
}
