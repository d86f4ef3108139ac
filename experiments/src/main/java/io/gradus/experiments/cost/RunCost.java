package io.gradus.experiments.cost;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.UserError;
import io.gradus.experiments.journal.Journal;
import io.gradus.experiments.meter.Meter;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Adds up the cost of a run from its recorded metrics and evaluations. */
public final class RunCost {
  private static final List<String> TIMED = List.of("sampling", "scoring", "survey", "update");
  private static final double HALF = 0.5;

  private final List<JsonNode> metrics;
  private final List<JsonNode> evaluations;

  private RunCost(List<JsonNode> metrics, List<JsonNode> evaluations) {
    this.metrics = metrics;
    this.evaluations = evaluations;
  }

  /**
   * Reads what a run used, finished or not.
   *
   * @throws UserError if the run has no step yet
   */
  public static CostReport of(RunDirectory run, Optional<Prices> prices) {
    List<JsonNode> metrics = new Journal(run.path().resolve("metrics.jsonl")).read();
    if (metrics.isEmpty()) {
      throw new UserError(
          "%s: has no step yet, so nothing was used. Predict the cost: gradus cost RECIPE"
              .formatted(run.path()));
    }
    RunCost cost =
        new RunCost(metrics, new Journal(run.path().resolve("evaluations.jsonl")).read());
    List<String> notes = new ArrayList<>();
    List<Spent> stages = cost.stages(notes);
    Optional<Long> peak = Optional.empty();
    if (Files.exists(run.result())) {
      Map<String, Object> result = RunDirectory.readJson(run.result());
      peak = Optional.of(((Number) result.getOrDefault("peak_memory_bytes", -1)).longValue())
          .filter(bytes -> bytes > 0);
      double all = ((Number) result.getOrDefault("seconds", 0)).doubleValue();
      double rest = all - stages.stream().mapToDouble(Spent::allSeconds).sum();
      stages.add(outside(Math.max(0, rest)));
    } else {
      notes.add("the run has not ended: start, checkpoints and the rest of the steps are missing");
    }
    return new CostReport("used", run.path().toString(), stages, peak, prices, notes);
  }

  /** Time that belongs to no step and no evaluation. */
  private static Spent outside(double seconds) {
    return new Spent(
        "start, checkpoints",
        0,
        Map.of(Spent.OTHER, seconds),
        0,
        OptionalDouble.empty(),
        Map.of(),
        Map.of(),
        Spent.Solved.UNKNOWN);
  }

  private List<Spent> stages(List<String> notes) {
    Map<Integer, List<JsonNode>> byStage = new TreeMap<>();
    metrics.forEach(line -> byStage
        .computeIfAbsent(line.path("stage_index").asInt(), index -> new ArrayList<>())
        .add(line));
    List<Spent> stages = new ArrayList<>();
    byStage.forEach((index, lines) -> stages.add(stage(index, lines)));
    if (metrics.stream()
        .noneMatch(line -> line.has("flops/update") || line.has("flops/sampling"))) {
      notes.add("an older version of Gradus made this run, and it did not count operations");
    }
    if (evaluations.stream().anyMatch(line -> !line.has("time/evaluation"))) {
      notes.add("the time of evaluations was not recorded, so it is within 'start, checkpoints'");
    }
    return stages;
  }

  private Spent stage(int index, List<JsonNode> lines) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    double steps = sum(lines, "time/step");
    for (String part : TIMED) {
      put(seconds, part, sum(lines, "time/" + part));
    }
    // A supervised step is one update.
    boolean sampled = lines.get(0).has("time/sampling");
    put(seconds, sampled ? Spent.OTHER : "update", steps - Spent.sum(seconds));
    List<JsonNode> evaluated = evaluations.stream()
        .filter(line -> line.path("stage_index").asInt() == index)
        .toList();
    put(seconds, Spent.EVALUATION, sum(evaluated, "time/evaluation"));
    Map<String, Double> flops = new LinkedHashMap<>();
    for (String part : TIMED) {
      put(flops, part, sum(lines, "flops/" + part));
    }
    put(flops, Spent.EVALUATION, sum(evaluated, "flops"));
    Map<String, Double> tokens = new LinkedHashMap<>();
    for (String kind : List.of("prompt", "sampled", "trained")) {
      put(tokens, kind, sum(lines, kind + "_tokens"));
    }
    List<JsonNode> both = new ArrayList<>(lines);
    both.addAll(evaluated);
    boolean metered = both.stream().allMatch(line -> line.has(Meter.PROCESSOR));
    boolean energy = both.stream().allMatch(line -> line.has(Meter.ENERGY));
    return new Spent(
        index + "-" + lines.get(0).path("stage").asText(),
        lines.size(),
        seconds,
        metered ? sum(both, Meter.PROCESSOR) : Double.NaN,
        energy ? OptionalDouble.of(sum(both, Meter.ENERGY)) : OptionalDouble.empty(),
        tokens,
        flops,
        new Spent.Solved((long) sum(lines, "verdict/correct"), gained(index)));
  }

  /**
   * Held-out problems that pass after a stage minus those that passed before it, in the recipe's first benchmark and
   * first mode. A problem passes if at least half of its completions are correct.
   */
  private OptionalDouble gained(int index) {
    if (evaluations.isEmpty()) {
      return OptionalDouble.empty();
    }
    JsonNode first = evaluations.get(0);
    List<JsonNode> same = evaluations.stream()
        .filter(line -> line.path("benchmark").equals(first.path("benchmark"))
            && line.path("mode").equals(first.path("mode"))
            && line.path("problem_set").equals(first.path("problem_set")))
        .toList();
    JsonNode before = null;
    JsonNode after = null;
    for (JsonNode line : same) {
      int stage = line.path("stage_index").asInt();
      if (stage < index || (stage == index && line.path("step").asLong() == 0)) {
        before = line;
      } else if (stage == index) {
        after = line;
      }
    }
    return before == null || after == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(passing(after) - passing(before));
  }

  private static double passing(JsonNode evaluation) {
    double passing = 0;
    for (JsonNode share : evaluation.path("solved")) {
      passing += share.asDouble(0) >= HALF ? 1 : 0;
    }
    return passing;
  }

  private static double sum(List<JsonNode> lines, String name) {
    return lines.stream().mapToDouble(line -> line.path(name).asDouble(0)).sum();
  }

  private static void put(Map<String, Double> parts, String name, double value) {
    if (value > 0) {
      parts.put(name, value);
    }
  }
}
