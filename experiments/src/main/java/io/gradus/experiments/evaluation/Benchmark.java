package io.gradus.experiments.evaluation;

import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.UserError;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.List;

/** A measurement of a policy on held-out problems. */
public interface Benchmark {
  /** Its name in results. */
  String name();

  /** Completions that an evaluation samples. */
  long completions();

  /** Its problems, never trained on. */
  List<Problem> heldOut();

  /** How their completions are drawn. */
  Sampling sampling();

  /** Decides whether a completion is correct. */
  Reward reward();

  /**
   * Faults that the recipe alone shows; each begins with the key.
   *
   * @param context longest sequence that the policy can read
   */
  List<String> faults(Tokenizer tokenizer, int context);

  /**
   * Checks the problems, so that faults of the data are reported before anything is written.
   *
   * @param context longest sequence that the policy can read
   * @throws UserError if they cannot be read, or do not fit
   */
  void examine(Tokenizer tokenizer, Template template, int context);

  /** Evaluates a policy: one result for each mode of sampling. */
  List<Result> evaluate(EvaluationContext context);
}
