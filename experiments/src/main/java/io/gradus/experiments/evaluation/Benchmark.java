package io.gradus.experiments.evaluation;

import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.UserError;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import java.util.List;

/** Something that is measured of a policy. */
public interface Benchmark {
  /** What its results are called. */
  String name();

  /** How many completions an evaluation samples. */
  long completions();

  /** The problems it asks, never trained on. */
  List<Problem> heldOut();

  /** How their completions are drawn. */
  Sampling sampling();

  /** What decides whether one is right. */
  Reward reward();

  /**
   * What cannot work with this vocabulary, as far as the recipe alone tells; each begins with the key.
   *
   * @param context longest sequence that the policy can read
   */
  List<String> faults(Tokenizer tokenizer, int context);

  /**
   * Looks at the problems, so that a fault of the data is told before anything is written.
   *
   * @param context longest sequence that the policy can read
   * @throws UserError if they cannot be read, or do not fit
   */
  void examine(Tokenizer tokenizer, Template template, int context);

  /** Measures: one result for each way of sampling. */
  List<Result> evaluate(EvaluationContext context);
}
