package io.gradus.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The metrics that a run logged, with a curve for each key.
 *
 * @param series curves by key, in alphabetical order
 * @param stages stages in the order of the run
 * @param warnings warnings of the run, each with its steps
 */
record MetricTable(Map<String, Series> series, List<Stage> stages, List<Warning> warnings) {
  /** Fields that locate a line and are not metrics. */
  private static final Set<String> PLACE =
      Set.of("stage", "stage_index", "step", "global_step", "warnings");

  /**
   * A kind of warning: its first text, the number of occurrences, and the global steps of the first and the last
   * occurrence.
   */
  record Warning(String text, int times, double first, double last) {}

  /**
   * Collects the lines of {@code metrics.jsonl}. If a step occurs twice, as after a killed and resumed run, the later
   * line counts.
   */
  static MetricTable of(List<JsonNode> lines) {
    Map<Double, JsonNode> bySteps = new TreeMap<>();
    for (JsonNode line : lines) {
      bySteps.put(line.path("global_step").asDouble(line.path("step").asDouble(0)), line);
    }
    Map<String, List<double[]>> points = new TreeMap<>();
    Map<Integer, Stage> stages = new TreeMap<>();
    Map<String, Warning> warnings = new LinkedHashMap<>();
    bySteps.forEach((step, line) -> {
      boolean rewarded = false;
      for (Map.Entry<String, JsonNode> field : line.properties()) {
        double value = field.getValue().isNumber() ? field.getValue().asDouble() : Double.NaN;
        if (Double.isFinite(value) && !PLACE.contains(field.getKey())) {
          points
              .computeIfAbsent(field.getKey(), k -> new ArrayList<>())
              .add(new double[] {step, value});
          rewarded |= field.getKey().startsWith("reward/");
        }
      }
      stages.merge(
          line.path("stage_index").asInt(0),
          new Stage(
              line.path("stage_index").asInt(0),
              line.path("stage").asText(""),
              step,
              step,
              rewarded),
          (a, b) ->
              new Stage(a.index(), a.name(), a.first(), b.last(), a.rewarded() || b.rewarded()));
      for (JsonNode warning : line.path("warnings")) {
        String text = warning.isTextual() ? warning.asText() : warning.toString();
        warnings.merge(
            kind(text),
            new Warning(text, 1, step, step),
            (a, b) -> new Warning(a.text(), a.times() + 1, a.first(), step));
      }
    });
    fillZeros(points);
    Map<String, Series> series = points.entrySet().stream()
        .collect(Collectors.toMap(
            Map.Entry::getKey,
            e -> new Series(
                e.getValue().stream().mapToDouble(p -> p[0]).toArray(),
                e.getValue().stream().mapToDouble(p -> p[1]).toArray()),
            (a, b) -> a,
            TreeMap::new));
    return new MetricTable(series, List.copyOf(stages.values()), List.copyOf(warnings.values()));
  }

  /** A warning without its step and its numbers, and without the sample after the first colon. */
  private static String kind(String warning) {
    return warning.replaceFirst("^step \\d+: ", "").replaceAll("\\d+", "#").split(": ", 2)[0];
  }

  /** Adds zeros for steps without a verdict, because a run does not write counts of 0. */
  private static void fillZeros(Map<String, List<double[]>> points) {
    TreeSet<Double> steps = new TreeSet<>();
    List<String> verdicts =
        points.keySet().stream().filter(k -> k.startsWith("verdict/")).toList();
    for (String verdict : verdicts) {
      points.getOrDefault(verdict, List.of()).forEach(p -> steps.add(p[0]));
    }
    for (String verdict : verdicts) {
      Map<Double, Double> counts = new TreeMap<>();
      steps.forEach(s -> counts.put(s, 0.0));
      points.getOrDefault(verdict, List.of()).forEach(p -> counts.put(p[0], p[1]));
      List<double[]> filled = new ArrayList<>();
      counts.forEach((step, count) -> filled.add(new double[] {step, count}));
      points.put(verdict, filled);
    }
  }
}
