package io.gradus.experiments.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.files.Disk;
import io.gradus.experiments.benchmark.Answered;
import io.gradus.experiments.benchmark.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The answers to a benchmark as JSON lines. A batch is appended in one piece. If a process is killed, it may leave an
 * incomplete last line. This line is removed before the next batch, so each question has one line in the end.
 */
public final class AnswerFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  /** Names the file, which need not exist yet. */
  public AnswerFile(Path file) {
    this.file = file;
  }

  /**
   * Removes an incomplete last line.
   *
   * @throws UserError if the file cannot be written
   */
  void repair() {
    byte[] bytes = bytes();
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end < bytes.length) {
      AtomicFile.write(file, Arrays.copyOf(bytes, end));
    }
  }

  private byte[] bytes() {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0];
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(file, Disk.reason(e)), e);
    }
  }

  /** Appends answers in one piece. */
  void append(List<Answered> answers) {
    StringBuilder lines = new StringBuilder();
    for (Answered answer : answers) {
      try {
        lines.append(JSON.writeValueAsString(answer.line())).append('\n');
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("JSON cannot hold the answer: " + answer, e);
      }
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw Disk.cannotWrite(file, lines.length(), e);
    }
    Disk.append(file, lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * All complete lines as they are.
   *
   * @throws UserError if a line is damaged
   */
  public List<JsonNode> lines() {
    List<JsonNode> lines = new ArrayList<>();
    String text = new String(bytes(), StandardCharsets.UTF_8);
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      try {
        lines.add(JSON.readTree(line));
      } catch (JsonProcessingException e) {
        throw new UserError(
            "%s:%d: damaged line: %s. Remove the line, and its question is asked again"
                .formatted(file, lines.size() + 1, e.getOriginalMessage()),
            e);
      }
    }
    return lines;
  }

  /** All answers, in the order in which they were given. */
  public List<Answered> read() {
    return lines().stream().map(AnswerFile::answered).toList();
  }

  private static Answered answered(JsonNode line) {
    Map<String, List<Answered.Mark>> marks = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> score : line.path("scores").properties()) {
      JsonNode outcomes = line.path("outcomes").path(score.getKey());
      List<Answered.Mark> each = new ArrayList<>();
      for (int i = 0; i < score.getValue().size(); i++) {
        each.add(new Answered.Mark(
            score.getValue().get(i).asDouble(),
            outcomes.has(i)
                ? Outcome.valueOf(outcomes.get(i).asText().toUpperCase(Locale.ROOT))
                : Outcome.JUDGED));
      }
      marks.put(score.getKey(), each);
    }
    Map<String, Object> details = new LinkedHashMap<>();
    line.properties().forEach(field -> details.put(field.getKey(), field.getValue()));
    details.keySet().removeAll(List.of("subject", "row", "cluster", "cut", "scores", "outcomes"));
    return new Answered(
        line.path("subject").asText(),
        line.path("row").asInt(),
        line.path("cluster").asText(),
        line.path("cut").asBoolean(),
        marks,
        details);
  }
}
