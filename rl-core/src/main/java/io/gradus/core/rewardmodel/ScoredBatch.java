package io.gradus.core.rewardmodel;

import io.gradus.core.policy.TokenSequence;
import java.util.List;
import java.util.Map;

/** The texts of one optimizer step of a reward model, and the loss of their scores. */
public interface ScoredBatch {

  /** Returns the texts, in order. */
  List<TokenSequence> sequences();

  /**
   * Returns the derivatives of the mean loss of the step by the scores of a pass.
   *
   * @param from index of the first sequence of the pass
   * @param scores scores of the pass, one sequence after another
   * @throws io.gradus.core.RunFailure if a loss is not finite
   */
  float[] slopes(int from, float[] scores);

  /** Returns the figures of the step by name, after all passes. */
  Map<String, Double> metrics();
}
