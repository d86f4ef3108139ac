package io.gradus.experiments.run;

import io.gradus.core.StopSignal;
import io.gradus.core.files.Disk;
import io.gradus.core.policy.Policy;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.evaluation.EvaluationContext;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.journal.Position;
import io.gradus.experiments.meter.Meter;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.tensorboard.EventFile;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes metrics and evaluations to the journals, to TensorBoard and to the screen. */
final class RunLog {
  private final Recipe recipe;
  private final RunDirectory directory;
  private final Policy policy;
  private final Progress progress;
  private final StopSignal stop;
  private final EventFile events;
  private final Meter meter = new Meter();
  private final Set<String> warned = new HashSet<>();

  RunLog(
      Recipe recipe,
      RunDirectory directory,
      Policy policy,
      Progress progress,
      StopSignal stop,
      EventFile events) {
    this.recipe = recipe;
    this.directory = directory;
    this.policy = policy;
    this.progress = progress;
    this.stop = stop;
    this.events = events;
  }

  /** Number of steps of all stages up to a position. */
  static long globalStep(Recipe recipe, Position position) {
    long steps = position.step();
    for (int s = 1; s < position.stage(); s++) {
      steps += recipe.stages().get(s - 1).steps();
    }
    return steps;
  }

  /** Records a finished step. */
  void step(Position at, Map<String, Double> figures, List<String> warnings) {
    Map<String, Double> metrics = new LinkedHashMap<>(figures);
    metrics.putAll(meter.lap().metrics());
    Map<String, Object> line = head(at);
    line.putAll(metrics);
    if (!warnings.isEmpty()) {
      line.put("warnings", warnings);
    }
    directory.metrics().append(line);
    Map<String, Double> scalars = new LinkedHashMap<>();
    metrics.forEach((name, value) -> scalars.put(stage(at) + "/" + name, value));
    write(at, scalars);
    progress.update(at.step(), metrics);
    for (String warning : warnings) {
      // The same kind of warning at every step would hide other messages, so the screen shows the
      // first of each kind. The journal has all.
      if (warned.add(
          warning.replaceFirst("step \\d+: ", "").replaceAll("\\d+", "#").split(": ", 2)[0])) {
        progress.note("warning: " + warning);
      }
    }
  }

  /** Begins the measurement of the next step. */
  void next() {
    var unused = meter.lap();
  }

  /** Runs all benchmarks of the recipe and records their results. */
  void evaluate(Position at) {
    for (Benchmark benchmark : recipe.evaluation().benchmarks()) {
      List<Result> results;
      next();
      try (Progress.Phase phase =
          progress.phase("evaluating " + benchmark.name(), benchmark.completions())) {
        results = benchmark.evaluate(new EvaluationContext(
            policy,
            recipe.tokenizer(),
            recipe.boundTemplate(),
            recipe.seed(),
            stop,
            phase::advance));
      }
      Map<String, Double> used = meter.lap().metrics();
      double all = results.stream().mapToDouble(Result::seconds).sum();
      for (Result result : results) {
        record(at, result, used, result.seconds() / all);
      }
    }
  }

  /**
   * Records a result of a benchmark.
   *
   * @param used what the whole benchmark used
   * @param share share of this result in the duration of the benchmark
   */
  private void record(Position at, Result result, Map<String, Double> used, double share) {
    Map<String, Object> line = head(at);
    line.putAll(result.recorded());
    used.forEach((name, value) -> line.put(name, value * share));
    directory.evaluations().append(line);
    Map<String, Double> scalars = new LinkedHashMap<>();
    String name = "evaluation/%s/%s/".formatted(result.benchmark(), result.mode());
    result.passAtK().forEach((k, e) -> scalars.put(name + "pass_at_" + k, e.value()));
    scalars.put(name + "mean_length", result.meanLength());
    write(at, scalars);
    result.warning().ifPresent(words -> progress.note("warning: " + words));
    progress.note("%s step %d: %s".formatted(stage(at), at.step(), result.words()));
  }

  private String stage(Position at) {
    return recipe.stages().get(at.stage() - 1).name();
  }

  private Map<String, Object> head(Position at) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("stage", stage(at));
    line.put("stage_index", at.stage());
    line.put("step", at.step());
    line.put("global_step", globalStep(recipe, at));
    return line;
  }

  private void write(Position at, Map<String, Double> scalars) {
    try {
      events.write(globalStep(recipe, at), scalars);
    } catch (IOException e) {
      throw Disk.cannotWrite(directory.tensorboard(), -1, e);
    }
  }
}
