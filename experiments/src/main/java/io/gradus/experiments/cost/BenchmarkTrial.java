package io.gradus.experiments.cost;

import io.gradus.core.Draw;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.StopSignal;
import io.gradus.core.cost.Flops;
import io.gradus.core.objective.RewardTrial;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.evaluation.EvaluationContext;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.meter.Meter;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.Session;
import io.gradus.rollouts.Sampler;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Measures what one evaluation by a benchmark costs. */
final class BenchmarkTrial {
  /** Most completions of a benchmark that are sampled. A benchmark samples slices of this size, too. */
  private static final int SLICE = 256;

  /** Completions of the first slice. */
  private static final int FIRST = 16;
  /** Each slice is this many times as large as the slice before. */
  private static final int GROWTH = 4;

  private final Session session;
  private final Recipe recipe;

  BenchmarkTrial(Session session, Recipe recipe) {
    this.session = session;
    this.recipe = recipe;
  }

  /**
   * Measures a slice of a benchmark.
   *
   * @param length assumed mean length of a completion; 0: as it is observed
   * @param seconds time for this measurement
   */
  Spent measure(Benchmark benchmark, double length, double seconds) {
    return benchmark.draws().isEmpty() ? scored(benchmark) : sampled(benchmark, length, seconds);
  }

  /** A benchmark that samples nothing. It is measured as a whole, because it takes seconds. */
  private Spent scored(Benchmark benchmark) {
    Meter meter = new Meter();
    List<Result> results = benchmark.evaluate(new EvaluationContext(
        session.policy(),
        recipe.tokenizer(),
        recipe.boundTemplate(),
        recipe.seed(),
        new StopSignal(),
        done -> {}));
    return spent(
        benchmark, meter.lap(), 1, results.stream().mapToDouble(Result::flops).sum());
  }

  private Spent sampled(Benchmark benchmark, double length, double seconds) {
    Sampler sampler = new Sampler(
        session.policy(),
        recipe.tokenizer(),
        recipe.boundTemplate(),
        recipe.seed(),
        new StopSignal());
    List<Problem> held = benchmark.heldOut();
    Meter meter = new Meter();
    long begin = System.nanoTime();
    int most = Math.min(held.size(), SLICE);
    int count = Math.min(most, FIRST);
    List<Group> groups = sampled(sampler, benchmark, held.subList(0, count));
    Meter.Lap lap = meter.lap();
    // With more rows, each row costs less. So the largest slice that fits the time is measured.
    while (count < most
        && (System.nanoTime() - begin) / 1e9 + lap.seconds() < Math.max(seconds, 1)) {
      count = Math.min(most, count * GROWTH);
      var unused = meter.lap();
      groups = sampled(sampler, benchmark, held.subList(0, count));
      lap = meter.lap();
    }
    double observed = groups.stream()
        .flatMap(group -> group.completions().stream())
        .mapToInt(completion -> completion.length())
        .average()
        .orElse(1);
    double factor = (double) benchmark.completions() / count * (length > 0 ? length / observed : 1);
    return spent(benchmark, lap, factor, Flops.of(session.policy()).sampling(groups) * factor);
  }

  private static Spent spent(Benchmark benchmark, Meter.Lap lap, double factor, double flops) {
    return new Spent(
        benchmark.name(),
        0,
        Map.of(Spent.EVALUATION, lap.seconds() * factor),
        lap.processor() * factor,
        OptionalDouble.empty(),
        Map.of(),
        Map.of(Spent.EVALUATION, flops),
        Spent.Solved.UNKNOWN);
  }

  /** Samples and judges a completion of each problem, as an evaluation does. */
  private static List<Group> sampled(Sampler sampler, Benchmark benchmark, List<Problem> problems) {
    List<Group> groups =
        sampler.sample(Draw.of(0, 0, problems, 1, benchmark.draws().orElseThrow()));
    groups.forEach(group -> {
      var unused = RewardTrial.judge(benchmark.judge().orElseThrow(), group);
    });
    return groups;
  }
}
