package io.gradus.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.StopSignal;
import io.gradus.core.files.Disk;
import io.gradus.core.policy.Policy;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.evaluation.EvaluationContext;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.progress.Progress;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.stage.Stage;
import io.gradus.experiments.statistics.Estimate;
import io.gradus.experiments.tensorboard.EventFile;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Writes what is measured to the journals, to TensorBoard and to the screen. */
final class RunLog {
  private final Recipe recipe;
  private final RunDirectory directory;
  private final Policy policy;
  private final Progress progress;
  private final StopSignal stop;
  private final EventFile events;
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

  void step(
      String stage,
      Position at,
      long globalStep,
      Map<String, Double> metrics,
      List<String> warnings) {
    Map<String, Object> line = head(stage, at, globalStep);
    line.putAll(metrics);
    if (!warnings.isEmpty()) {
      line.put("warnings", warnings);
    }
    directory.metrics().append(line);
    Map<String, Double> scalars = new LinkedHashMap<>();
    metrics.forEach((name, value) -> scalars.put(stage + "/" + name, value));
    write(globalStep, scalars);
    progress.update(at.step(), metrics);
    for (String warning : warnings) {
      // The same kind of warning at every step would bury the rest: the screen has the first of
      // each, the journal has all.
      if (warned.add(
          warning.replaceFirst("step \\d+: ", "").replaceAll("\\d+", "#").split(": ", 2)[0])) {
        progress.note("warning: " + warning);
      }
    }
  }

  void evaluate(Position at) {
    Stage stage = recipe.stages().get(at.stage() - 1);
    long globalStep = at.step();
    for (int s = 1; s < at.stage(); s++) {
      globalStep += recipe.stages().get(s - 1).steps();
    }
    for (Benchmark benchmark : recipe.evaluation().benchmarks()) {
      List<Result> results;
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
      for (Result result : results) {
        Map<String, Object> line = head(stage.name(), at, globalStep);
        line.putAll(result.figures());
        directory.evaluations().append(line);
        Map<String, Double> scalars = new LinkedHashMap<>();
        result
            .passAtK()
            .forEach((k, e) -> scalars.put(
                "evaluation/%s/%s/pass_at_%d".formatted(result.benchmark(), result.mode(), k),
                e.value()));
        scalars.put(
            "evaluation/%s/%s/mean_length".formatted(result.benchmark(), result.mode()),
            result.meanLength());
        write(globalStep, scalars);
        result.warning().ifPresent(words -> progress.note("warning: " + words));
        Estimate pass = Objects.requireNonNull(result.passAtK().get(1));
        progress.note("%s step %d, %s %s: pass@1 %.1f %% (95 %%: %.1f to %.1f), mean length %.1f"
            .formatted(
                stage.name(),
                at.step(),
                result.benchmark(),
                result.mode(),
                100 * pass.value(),
                100 * pass.low(),
                100 * pass.high(),
                result.meanLength()));
      }
    }
  }

  /** For each benchmark and way of sampling the evaluation before the first stage that samples, and the last. */
  Map<String, Object> beforeAndAfter() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (JsonNode line : directory.evaluations().read()) {
      String key = line.path("benchmark").asText() + " " + line.path("mode").asText();
      @SuppressWarnings("unchecked") // made a line below
      Map<String, Object> pair =
          (Map<String, Object>) all.computeIfAbsent(key, k -> new LinkedHashMap<String, Object>());
      boolean sampling =
          recipe.stages().get(line.path("stage_index").asInt() - 1).samples();
      if (!sampling || !pair.containsKey("before")) {
        pair.put("before", line);
      }
      pair.put("after", line);
    }
    return all;
  }

  private static Map<String, Object> head(String stage, Position at, long globalStep) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("stage", stage);
    line.put("stage_index", at.stage());
    line.put("step", at.step());
    line.put("global_step", globalStep);
    return line;
  }

  private void write(long globalStep, Map<String, Double> scalars) {
    try {
      events.write(globalStep, scalars);
    } catch (IOException e) {
      throw Disk.cannotWrite(directory.tensorboard(), -1, e);
    }
  }
}
