package io.gradus.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.experiments.cli.Folder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Files of a finished run, to compare or to cut off. */
record FinishedRun(Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String weights() throws IOException {
    return JSON.readTree(folder.resolve("result.json").toFile())
        .path("weights_sha256")
        .asText();
  }

  /** Lines of a journal without times. */
  List<JsonNode> lines(String journal) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(journal))) {
      ObjectNode node = (ObjectNode) JSON.readTree(line);
      node.properties().removeIf(field -> field.getKey().matches("(time|energy)/.*"));
      lines.add(node);
    }
    return lines;
  }

  static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Content of every recorded step, by file. */
  Map<String, String> rollouts() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve("rollouts"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          contents.put(
              folder.relativize(file).toString(),
              new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return contents;
  }

  /**
   * Copy that looks like a run that was killed after a step of its second stage, which is of type grpo.
   *
   * @param step step of the newest checkpoint
   * @param recorded last step whose rollouts were written
   */
  FinishedRun cutAfter(int step, int recorded, Path to) throws IOException {
    return cutAfter("2-grpo", step, recorded, to);
  }

  /**
   * Copy that looks like a run that was killed after a step of a stage.
   *
   * @param stage name of the stage in files, such as {@code 2-grpo}
   * @param step step of the newest checkpoint
   * @param recorded last step whose rollouts were written, if the stage samples
   */
  FinishedRun cutAfter(String stage, int step, int recorded, Path to) throws IOException {
    Folder.copy(folder, to);
    try (Stream<Path> checkpoints = Files.list(to.resolve("checkpoints"))) {
      for (Path checkpoint : checkpoints.toList()) {
        if (checkpoint.getFileName().toString().compareTo("%s-%06d".formatted(stage, step)) > 0) {
          delete(checkpoint);
        }
      }
    }
    try (Stream<Path> stages = Files.list(to.resolve("rollouts"))) {
      for (Path sampled : stages.toList()) {
        int later = sampled.getFileName().toString().compareTo(stage);
        if (later > 0) {
          delete(sampled);
        } else if (later == 0) {
          deleteAfter(sampled, step, recorded);
        }
      }
    }
    Files.delete(to.resolve("result.json"));
    return new FinishedRun(to);
  }

  private static void deleteAfter(Path rollouts, int step, int recorded) throws IOException {
    try (Stream<Path> steps = Files.list(rollouts)) {
      for (Path file : steps.toList()) {
        String name = file.getFileName().toString();
        int last = name.startsWith("step-") ? recorded : step;
        if (name.replaceFirst("^[a-z]+-", "").compareTo("%06d.jsonl.gz".formatted(last)) > 0) {
          Files.delete(file);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
