package io.gradus.experiments.cost;

import io.gradus.core.StopSignal;
import io.gradus.experiments.evaluation.Benchmark;
import io.gradus.experiments.evaluation.EvaluationContext;
import io.gradus.experiments.evaluation.Result;
import io.gradus.experiments.meter.Meter;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.run.Session;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The cost of a benchmark that samples nothing. It is measured as a whole, because it takes seconds. */
final class ScoredBenchmark {
  private ScoredBenchmark() {}

  static Spent measure(Session session, Benchmark benchmark, Recipe recipe) {
    Meter meter = new Meter();
    List<Result> results = benchmark.evaluate(new EvaluationContext(
        session.policy(),
        recipe.tokenizer(),
        recipe.boundTemplate(),
        recipe.seed(),
        new StopSignal(),
        done -> {}));
    Meter.Lap lap = meter.lap();
    return new Spent(
        benchmark.name(),
        0,
        Map.of(Spent.EVALUATION, lap.seconds()),
        lap.processor(),
        OptionalDouble.empty(),
        Map.of(),
        Map.of(Spent.EVALUATION, results.stream().mapToDouble(Result::flops).sum()),
        Spent.Solved.UNKNOWN);
  }
}
