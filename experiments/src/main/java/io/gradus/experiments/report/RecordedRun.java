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
 * Contents of a run directory for a report. Only {@code metrics.jsonl} or {@code evaluations.jsonl} must exist, so a
 * run that died early also has a report.
 *
 * @param name name of the directory
 * @param recipe the resolved recipe, as text
 * @param provenance facts of {@code provenance.json}; names of nested facts contain dots
 * @param metrics metrics of the steps
 * @param evaluations in the order of their steps
 * @param rollouts sample of the completions
 * @param troubles messages about files or lines that could not be read
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
   * @param groups number of groups to read from each sampled step
   * @throws UserError if this is not a run directory
   */
  static RecordedRun read(Path directory, int groups) {
    Path metricsFile = directory.resolve("metrics.jsonl");
    Path evaluationsFile = directory.resolve("evaluations.jsonl");
    if (!Files.isDirectory(directory)) {
      throw new UserError(
          "%s: no such run directory. Give the folder that 'train' wrote.".formatted(directory));
    }
    if (!Files.exists(metricsFile) && !Files.exists(evaluationsFile)) {
      throw new UserError(
          ("%s: not a run directory: it has neither metrics.jsonl nor evaluations.jsonl. Give "
                  + "the folder that 'train'"
                  + " wrote.")
              .formatted(directory));
    }
    List<String> troubles = new ArrayList<>();
    List<JsonNode> metrics = new ArrayList<>();
    JsonLines.read(metricsFile, metrics::add, troubles::add);
    // A resumed run may evaluate a step again; then the later line counts.
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

  /** Last global step before the first stage that trains on rewards; empty if the run has no such stage. */
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
