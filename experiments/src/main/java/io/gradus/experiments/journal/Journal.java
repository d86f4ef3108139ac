package io.gradus.experiments.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.core.files.AtomicFile;
import io.gradus.core.files.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A growing file of JSON lines: metrics, evaluations, adjustments. Each line has {@code stage_index} and {@code step},
 * so that a resumed run can remove the lines after its checkpoint.
 */
public final class Journal {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  public Journal(Path file) {
    this.file = file;
  }

  /**
   * Appends a line.
   *
   * @throws UserError if the disk is full
   */
  public void append(Map<String, ?> line) {
    try {
      Disk.append(file, (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("line: JSON cannot hold it: " + line, e);
    }
  }

  /** Whether a line has exactly these fields. */
  public static boolean same(JsonNode read, Map<String, ?> line) {
    return read.equals(JSON.valueToTree(line))
        || read.toString().equals(JSON.valueToTree(line).toString());
  }

  /** Removes every line after a position, and an incomplete last line. */
  public void keepUpTo(Position position) {
    StringBuilder kept = new StringBuilder();
    for (String line : lines()) {
      try {
        JsonNode node = JSON.readTree(line);
        Position at =
            new Position(node.path("stage_index").asInt(), node.path("step").asLong());
        if (at.compareTo(position) <= 0) {
          kept.append(line).append('\n');
        }
      } catch (JsonProcessingException e) {
        break;
      }
    }
    AtomicFile.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * All lines, parsed.
   *
   * @throws UserError if one is damaged
   */
  public List<JsonNode> read() {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : lines()) {
      try {
        nodes.add(JSON.readTree(line));
      } catch (JsonProcessingException e) {
        throw new UserError(
            "%s:%d: damaged line: %s. Remove the line, or restore the file"
                .formatted(file, nodes.size() + 1, e.getOriginalMessage()),
            e);
      }
    }
    return nodes;
  }

  private List<String> lines() {
    try {
      // An incomplete line may end in the middle of a character, which a strict reader refuses.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
          .lines()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UserError("%s: cannot be read: %s".formatted(file, e), e);
    }
  }
}
