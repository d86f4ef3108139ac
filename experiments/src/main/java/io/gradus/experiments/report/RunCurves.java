package io.gradus.experiments.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a run as curves. A metric has its name in {@code metrics.jsonl}, such as {@code reward/mean}. A figure
 * of an evaluation is {@code evaluation/BENCHMARK/MODE/FIELD}, as in TensorBoard.
 */
public final class RunCurves {
  private static final String EVALUATION = "evaluation/";
  private static final String SAMPLED = "sampled_tokens";

  private final Map<String, Series> series;
  private final List<StageSpan> stages;
  private final double[] tokensAfter;

  private RunCurves(Map<String, Series> series, List<StageSpan> stages, double[] tokensAfter) {
    this.series = series;
    this.stages = stages;
    this.tokensAfter = tokensAfter;
  }

  /** What the x axis counts, from the beginning of the first stage shown. */
  public enum Axis {
    /** Steps. */
    STEPS,
    /** Tokens that the policy has sampled. */
    SAMPLED_TOKENS;

    String words() {
      return this == STEPS ? "step" : "sampled tokens";
    }
  }

  /**
   * Reads a run. Lines that cannot be read are left out.
   *
   * @throws UserError if this is not a run directory
   */
  public static RunCurves read(Path directory) {
    Path metrics = directory.resolve("metrics.jsonl");
    if (!Files.exists(metrics)) {
      throw new UserError(
          "%s: not a run directory: it has no metrics.jsonl. Give the folder that 'train' wrote."
              .formatted(directory));
    }
    List<JsonNode> lines = new ArrayList<>();
    JsonLines.read(metrics, lines::add, trouble -> {});
    MetricTable table = MetricTable.of(lines);
    Map<String, Series> series = new TreeMap<>(table.series());
    Map<String, Map<Double, Double>> points = new LinkedHashMap<>();
    JsonLines.read(
        directory.resolve("evaluations.jsonl"),
        line -> line.properties().stream()
            .filter(field -> field.getValue().isNumber())
            .forEach(field -> points
                .computeIfAbsent(
                    "%s%s/%s/%s"
                        .formatted(
                            EVALUATION,
                            line.path("benchmark").asText(),
                            line.path("mode").asText(),
                            field.getKey()),
                    name -> new TreeMap<>())
                .put(line.path("global_step").asDouble(), field.getValue().asDouble())),
        trouble -> {});
    points.forEach((name, values) -> series.put(name, Series.of(values)));
    return new RunCurves(series, table.stages(), cumulative(series.get(SAMPLED)));
  }

  private static double[] cumulative(@Nullable Series sampled) {
    if (sampled == null) {
      return new double[1];
    }
    double[] sums = new double[1 + (int) sampled.x()[sampled.x().length - 1]];
    for (int i = 0; i < sampled.x().length; i++) {
      sums[(int) sampled.x()[i]] = sampled.y()[i];
    }
    for (int step = 1; step < sums.length; step++) {
      sums[step] += sums[step - 1];
    }
    return sums;
  }

  /** Number of stages that have made a step. */
  public int stages() {
    return stages.size();
  }

  /** The names of all curves, in alphabetical order. */
  public List<String> names() {
    return List.copyOf(series.keySet());
  }

  /**
   * A curve from a stage on. An evaluation just before the stage is its point at 0.
   *
   * @param stage 1-based
   * @return empty if the run has no such numbers
   */
  public Optional<Series> curve(String name, int stage, Axis axis) {
    Series whole = series.get(name);
    if (whole == null || stage > stages.size()) {
      return Optional.empty();
    }
    double before = stages.get(stage - 1).first() - 1;
    return whole
        .from(name.startsWith(EVALUATION) ? before : before + 1)
        .map(part ->
            part.at(step -> axis == Axis.STEPS ? step - before : tokens(step) - tokens(before)));
  }

  private double tokens(double step) {
    return tokensAfter[(int) Math.min(step, tokensAfter.length - 1)];
  }

  /** Whether a name is a figure of an evaluation. */
  static boolean isEvaluation(String name) {
    return name.startsWith(EVALUATION);
  }
}
