package io.gradus.experiments.evaluation;

import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.UserError;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.List;

/** Measures a policy on held-out problems. */
public interface Benchmark {
  /** Name of the benchmark in results. */
  String name();

  /** Number of completions that an evaluation samples. */
  long completions();

  /** Problems of the benchmark, which are never trained on. */
  List<Problem> heldOut();

  /** Settings of the draws. */
  Sampling sampling();

  /** Decides whether a completion is correct. */
  Reward reward();

  /**
   * Returns the faults of the recipe that can be found without data; each begins with the key.
   *
   * @param context longest sequence that the policy can read
   */
  List<String> faults(Tokenizer tokenizer, int context);

  /**
   * Checks the problems before the run writes anything.
   *
   * @param context longest sequence that the policy can read
   * @throws UserError if the problems cannot be read, or do not fit
   */
  void examine(Tokenizer tokenizer, Template template, int context);

  /** Evaluates a policy, and returns one result for each mode of sampling. */
  List<Result> evaluate(EvaluationContext context);
}
