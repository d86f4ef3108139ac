package io.gradus.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.checkpoint.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file that grows by a line of JSON: metrics, evaluations. Each line says its {@code stage_index} and {@code step}, so that what
 * was written after the checkpoint that a run goes on from can be withdrawn.
 */
final class Journal {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;

  Journal(Path file) {
    this.file = file;
  }

  void append(Map<String, ?> line) {
    try {
      Files.writeString(
          file,
          JSON.writeValueAsString(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Withdraws every line after a position, and a last one that is torn. */
  void keepUpTo(Position position) {
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

  /** All lines, parsed. */
  List<JsonNode> read() {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : lines()) {
      try {
        nodes.add(JSON.readTree(line));
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }
    return nodes;
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
