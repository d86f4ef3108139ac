package io.gradus.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.UserError;
import io.gradus.core.files.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A run directory as the report reads it. Nothing but {@code metrics.jsonl} or {@code evaluations.jsonl} has to be there:
 * also a run that died early has a report.
 *
 * @param name the directory's name
 * @param recipe the resolved recipe, as text
 * @param provenance where the run comes from, nested facts with dots in their names
 * @param metrics what was logged step by step
 * @param evaluations in the order of their steps
 * @param rollouts a sample of the completions
 * @param troubles what could not be read, in words
 */
record RecordedRun(
    String name,
    String recipe,
    Map<String, String> provenance,
    MetricTable metrics,
    List<Evaluation> evaluations,
    List<RolloutSample> rollouts,
    List<String> troubles) {
  private static final int LONGEST_TEXT = 4 << 20;

  /**
   * Reads a run.
   *
   * @param groups how many groups of each sampled step to read
   * @throws UserError if this is no run directory
   */
  static RecordedRun read(Path directory, int groups) {
    Path metricsFile = directory.resolve("metrics.jsonl");
    Path evaluationsFile = directory.resolve("evaluations.jsonl");
    if (!Files.isDirectory(directory)) {
      throw new UserError("%s: there is no such run directory. Give the folder that 'train' wrote."
          .formatted(directory));
    }
    if (!Files.exists(metricsFile) && !Files.exists(evaluationsFile)) {
      throw new UserError(
          ("%s: not a run directory: it has neither metrics.jsonl nor evaluations.jsonl. Give the folder that 'train'"
                  + " wrote.")
              .formatted(directory));
    }
    List<String> troubles = new ArrayList<>();
    List<JsonNode> metrics = new ArrayList<>();
    JsonLines.read(metricsFile, metrics::add, troubles::add);
    // A resumed run may evaluate a step again: the later line counts.
    Map<List<Object>, Evaluation> evaluations = new LinkedHashMap<>();
    JsonLines.read(
        evaluationsFile,
        line -> {
          try {
            Evaluation e = Evaluation.of(line);
            evaluations.put(List.of(e.stage(), e.globalStep(), e.benchmark(), e.mode()), e);
          } catch (IllegalArgumentException e) {
            troubles.add("evaluations.jsonl: an evaluation is left out: " + e.getMessage());
          }
        },
        troubles::add);
    String text = text(directory.resolve("recipe.yaml"), troubles);
    Path name = directory.toAbsolutePath().normalize().getFileName();
    return new RecordedRun(
        name == null ? "run" : name.toString(),
        text,
        provenance(directory.resolve("provenance.json"), troubles),
        MetricTable.of(metrics),
        evaluations.values().stream()
            .sorted(Comparator.comparingDouble(Evaluation::globalStep))
            .toList(),
        RolloutSample.read(directory.resolve("rollouts"), groups, troubles::add),
        List.copyOf(troubles));
  }

  /** The same run under another name. */
  RecordedRun named(String name) {
    return new RecordedRun(name, recipe, provenance, metrics, evaluations, rollouts, troubles);
  }

  /** The last global step before the first stage that trains on rewards; nothing in a run without one. */
  OptionalDouble beforeRewards() {
    double before = 0;
    for (Stage stage : metrics.stages()) {
      if (stage.rewarded()) {
        return OptionalDouble.of(before);
      }
      before = stage.last();
    }
    return OptionalDouble.empty();
  }

  private static Map<String, String> provenance(Path file, List<String> troubles) {
    Map<String, String> facts = new LinkedHashMap<>();
    String text = text(file, troubles);
    try {
      if (!text.isBlank()) {
        flatten("", JsonLines.MAPPER.readTree(text), facts);
      }
    } catch (IOException e) {
      troubles.add("provenance.json: not JSON; left out");
    }
    return facts;
  }

  private static void flatten(String name, JsonNode node, Map<String, String> facts) {
    if (node.isObject()) {
      node.properties()
          .forEach(f ->
              flatten(name.isEmpty() ? f.getKey() : name + "." + f.getKey(), f.getValue(), facts));
    } else {
      facts.put(name, node.isValueNode() ? node.asText() : node.toString());
    }
  }

  private static String text(Path file, List<String> troubles) {
    try {
      return Files.exists(file) ? TextFile.read(file, LONGEST_TEXT) : "";
    } catch (UserError e) {
      troubles.add(String.valueOf(e.getMessage()));
      return "";
    }
  }
}
