package io.gradus.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
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
 * @param result {@code result.json}; missing node if the run has not finished
 * @param rollouts all recorded completions
 * @param troubles messages about files or lines that could not be read
 */
record RecordedRun(
    String name,
    String recipe,
    Map<String, String> provenance,
    MetricTable metrics,
    List<Evaluation> evaluations,
    JsonNode result,
    RolloutBook rollouts,
    List<String> troubles) {
  private static final int LONGEST_TEXT = 4 << 20;

  /**
   * Reads a run.
   *
   * @param most largest size of all texts of rollouts in the page, in characters
   * @throws UserError if this is not a run directory
   */
  static RecordedRun read(Path directory, long most) {
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
        provenance(json(directory.resolve("provenance.json"), troubles)),
        MetricTable.of(metrics),
        evaluations.values().stream()
            .sorted(Comparator.comparingDouble(Evaluation::globalStep))
            .toList(),
        json(directory.resolve("result.json"), troubles),
        RolloutBook.read(directory.resolve("rollouts"), most, troubles::add),
        List.copyOf(troubles));
  }

  /** The same run under another name. */
  RecordedRun named(String name) {
    return new RecordedRun(
        name, recipe, provenance, metrics, evaluations, result, rollouts, troubles);
  }

  /** The same run with its curves at other places. */
  RecordedRun with(MetricTable otherMetrics, List<Evaluation> otherEvaluations) {
    return new RecordedRun(
        name, recipe, provenance, otherMetrics, otherEvaluations, result, rollouts, troubles);
  }

  /** Last global step before the first stage that trains on rewards; empty if the run has no such stage. */
  OptionalDouble beforeRewards() {
    double before = 0;
    for (StageSpan stage : metrics.stages()) {
      if (stage.rewarded()) {
        return OptionalDouble.of(before);
      }
      before = stage.last();
    }
    return OptionalDouble.empty();
  }

  private static Map<String, String> provenance(JsonNode node) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (!node.isMissingNode()) {
      flatten("", node, facts);
    }
    return facts;
  }

  private static JsonNode json(Path file, List<String> troubles) {
    String text = text(file, troubles);
    try {
      return text.isBlank() ? MissingNode.getInstance() : JsonLines.MAPPER.readTree(text);
    } catch (IOException e) {
      troubles.add("%s: not JSON; left out".formatted(file.getFileName()));
      return MissingNode.getInstance();
    }
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
