package io.gradus.experiments.evaluation;

import java.util.List;

/** Something that is measured of a policy. */
public interface Benchmark {
  /** What its results are called. */
  String name();

  /** How many completions an evaluation samples. */
  long completions();

  /** Measures: one result for each way of sampling. */
  List<Result> evaluate(EvaluationContext context);
}
