package io.gradus.core.preference;

import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.trainer.MicroBatches;
import java.util.List;

/**
 * Log-probs of whole completions under the frozen reference.
 *
 * @param reference the frozen policy
 * @param microBatches limits of a scoring pass
 */
public record ReferenceScores(Policy reference, MicroBatches microBatches) {

  /**
   * Returns the log-prob of each completion, a sum over its tokens.
   *
   * @param betweenPasses runs before each pass through the network; may throw to stop
   */
  double[] of(List<TokenSequence> sequences, Runnable betweenPasses) {
    double[] sums = new double[sequences.size()];
    for (MicroBatches.Range range : microBatches.of(sequences)) {
      betweenPasses.run();
      float[][] logProbs =
          reference.score(sequences.subList(range.from(), range.to()), 1).logProbs();
      for (int i = 0; i < logProbs.length; i++) {
        sums[range.from() + i] = sum(logProbs[i]);
      }
    }
    return sums;
  }

  /** Returns the sum of a completion's log-probs. */
  static double sum(float[] logProbs) {
    double sum = 0;
    for (float logProb : logProbs) {
      sum += logProb;
    }
    return sum;
  }
}
