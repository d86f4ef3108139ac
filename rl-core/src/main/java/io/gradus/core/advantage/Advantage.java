package io.gradus.core.advantage;

import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import java.util.List;
import java.util.Set;

/**
 * How much better than expected each token of a completion is: {@code A_hat_{i,t}} of arXiv:2402.03300. It sees all groups of
 * a step at once, after the frozen scorers have run.
 */
public interface Advantage {

  /**
   * Computes the advantages of a step.
   *
   * @param step the groups that are trained on
   * @param frozen log-probabilities under the scorers that {@link #scorers} names
   * @return one {@code (G, T)} array per group, in the same order; 0 for a completion that does not count
   */
  List<double[][]> of(List<ScoredGroup> step, ScorerLogProbs frozen);

  /** Names of the frozen scorers that it reads. */
  default Set<String> scorers() {
    return Set.of();
  }
}
