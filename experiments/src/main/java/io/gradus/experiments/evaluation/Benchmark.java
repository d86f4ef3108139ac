package io.gradus.experiments.evaluation;

import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.UserError;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.List;
import java.util.Optional;

/** Measures a model on held-out problems. */
public interface Benchmark {
  /** Name of the benchmark in results. */
  String name();

  /** Number of texts that an evaluation samples or scores. */
  long completions();

  /** Problems of the benchmark, which are never trained on. */
  List<Problem> heldOut();

  /** Settings of the draws; empty for a benchmark that samples nothing. */
  Optional<Sampling> draws();

  /** Decides whether a completion is correct; empty for a benchmark that samples nothing. */
  Optional<Reward> judge();

  /** Returns whether it measures a reward model, which has a scalar head. */
  default boolean scores() {
    return false;
  }

  /**
   * Returns the largest pass through the network, for the memory plan.
   *
   * @param context longest sequence that the model can read
   */
  MemoryPlan.Load load(Tokenizer tokenizer, Template template, int context);

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
