package io.gradus.experiments.bench;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.StopSignal;
import io.gradus.core.advantage.Standardized;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.DeviceChoice;
import io.gradus.core.engine.Rates;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.TokenMean;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.reference.NoReference;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.policy.optimizer.Constant;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.Exploration;
import io.gradus.core.trainer.Learner;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.OnPolicy;
import io.gradus.core.trainer.Plan;
import io.gradus.core.trainer.PolicyTrainer;
import io.gradus.core.trainer.Scorers;
import io.gradus.experiments.run.PeakMemory;
import io.gradus.rollouts.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Times sampling and update of the real training loop on a model with random weights, and a matmul between the steps.
 */
public final class StepBenchmark {
  private StepBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param steps number of timed steps, after two untimed ones
   * @return medians: seconds of a step and of its parts, rates and their ratios
   */
  public static Map<String, Object> run(Shape shape, int steps, Variant variant) {
    Compute compute = Compute.choose(DeviceChoice.cpu(), variant.dtype(), variant.matmul());
    List<Double> step = new ArrayList<>();
    List<Double> sampling = new ArrayList<>();
    List<Double> update = new ArrayList<>();
    List<Double> mkl = new ArrayList<>();
    List<Double> onednn = new ArrayList<>();
    List<Double> difference = new ArrayList<>();
    String weights;
    try (Policy policy =
        Policy.initialise(shape.decoder(), shape.vocabulary(), compute, variant.lora(), 1)) {
      policy.activations(variant.activations());
      weights = Hashes.tensors(policy.mergedTensors());
      Plan plan = new Plan(
          steps + 2,
          shape.problems(),
          shape.group(),
          1,
          Optional.empty(),
          Optional.empty(),
          Optional.of(variant.microBatchTokens()));
      Sampling how = new Sampling(1, shape.newTokens(), 0, 1, List.of(), 256);
      Numbers numbers = new Numbers(shape.vocabulary(), shape.promptTokens());
      AdamWSettings adamw =
          new AdamWSettings(1e-6, 0.9, 0.999, 1e-8, 0, 1, 0, new Constant(), variant.states());
      Reward random = (problem, completion) -> Score.unjudged(
          CounterRandom.uniform(3, completion.text().hashCode()),
          "a benchmark has no right answers");
      Objective objective = new Objective(
          random,
          new Everything(),
          new Standardized(1e-6),
          new ClippedSurrogate(0.2, 0.2, Optional.empty()),
          new TokenMean(),
          new NoReference(),
          0);
      StopSignal stop = new StopSignal();
      MicroBatches microBatches = new MicroBatches(Optional.empty(), variant.microBatchTokens());
      try (Learner learner = new Learner(policy, adamw, microBatches, plan.steps())) {
        new PolicyTrainer(
                new Exploration(numbers, plan, how, new OnPolicy(), objective, 1),
                new Sampler(policy, numbers, numbers, 1, stop),
                objective::judge,
                learner,
                new Scorers(Map.of(), microBatches, 1, stop),
                (s, metrics, warnings) -> {
                  if (s > 2) {
                    step.add(value(metrics, "time/step"));
                    sampling.add(value(metrics, "time/sampling"));
                    update.add(value(metrics, "time/update"));
                    difference.add(value(metrics, "sampler_trainer_difference"));
                    Rates rates = Rates.measure("cpu");
                    mkl.add(rates.mkl());
                    onednn.add(rates.onednn());
                  }
                },
                stop,
                1)
            .train(1);
      }
    }
    Map<String, Object> figures =
        figures(shape, variant, compute, step, sampling, update, mkl, onednn, difference);
    figures.put("first_weights_sha256", weights);
    return figures;
  }

  private static Map<String, Object> figures(
      Shape shape,
      Variant variant,
      Compute compute,
      List<Double> step,
      List<Double> sampling,
      List<Double> update,
      List<Double> mkl,
      List<Double> onednn,
      List<Double> difference) {
    double rate = shape.updateFlops() / median(update) / 1e9;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("matmul", compute.matmul().label());
    figures.put("problems", shape.problems());
    figures.put("group", shape.group());
    figures.put("prompt_tokens", shape.promptTokens());
    figures.put("new_tokens", shape.newTokens());
    figures.put("seconds_per_step", median(step));
    figures.put("all", step);
    figures.put("seconds_sampling", median(sampling));
    figures.put("seconds_update", median(update));
    figures.put(
        "sampled_tokens_per_second",
        shape.problems() * shape.group() * shape.newTokens() / median(sampling));
    figures.put("update_gflops", rate);
    figures.put("matmul_gflops", median(mkl));
    figures.put("matmul_onednn_gflops", median(onednn));
    figures.put("update_to_matmul", rate / median(mkl));
    figures.put("update_to_fastest_matmul", rate / Math.max(median(mkl), median(onednn)));
    figures.put(
        "sampler_trainer_difference",
        difference.stream().mapToDouble(d -> d).max().orElse(Double.NaN));
    figures.put("peak_rss_mb", PeakMemory.bytes() >> 20);
    MemoryPlan plan = plan(shape, variant);
    figures.put("planned_rss_mb", plan.total() >> 20);
    figures.put("planned", plan.bytes());
    return figures;
  }

  private static MemoryPlan plan(Shape shape, Variant variant) {
    int completions = shape.problems() * shape.group();
    return MemoryPlan.of(
        shape.decoder(),
        shape.vocabulary(),
        variant.lora(),
        variant.states(),
        false,
        variant.activations(),
        List.of(new MemoryPlan.Load(
            shape.promptTokens(),
            shape.newTokens(),
            shape.group(),
            Math.min(256, completions),
            completions,
            variant.microBatchTokens())));
  }

  private static double value(Map<String, Double> metrics, String name) {
    return Objects.requireNonNull(metrics.get(name), name);
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(d -> d).sorted().toArray();
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }

  /** Data set, tokenizer and template with prompts of random tokens, written as numbers. No token ends a completion. */
  private record Numbers(int vocabulary, int length) implements Dataset, Tokenizer, Template {
    @Override
    public String prompt(Problem problem) {
      return problem.question();
    }

    @Override
    public String completion(Demonstration demonstration) {
      return demonstration.answer();
    }

    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      StringBuilder text = new StringBuilder();
      for (int t = 0; t < length; t++) {
        text.append(t == 0 ? "" : " ")
            .append(CounterRandom.below(vocabulary, seed, step, index, t));
      }
      return Problem.of(step + "-" + index, text.toString(), "");
    }

    @Override
    public List<Problem> first(int count) {
      throw new UnsupportedOperationException("a benchmark of speed has no held-out problems");
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }

    @Override
    public int[] encode(String text) {
      return Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    @Override
    public String decode(int[] tokens) {
      return Arrays.toString(tokens);
    }

    @Override
    public int vocabularySize() {
      return vocabulary;
    }

    @Override
    public OptionalInt token(String text) {
      return OptionalInt.empty();
    }

    @Override
    public List<Integer> endTokens() {
      return List.of(vocabulary);
    }
  }
}
