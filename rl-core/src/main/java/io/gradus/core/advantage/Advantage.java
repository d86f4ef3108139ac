package io.gradus.core.advantage;

import io.gradus.core.Reward;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import java.util.List;
import java.util.Set;

/**
 * How much better than expected each token of a completion is: {@code A_hat_{i,t}} of arXiv:2402.03300. It sees all
 * groups of a step at once, after the frozen scorers have run.
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

  /** The fewest completions of a group that it can compare: 2 when the group is the baseline. */
  default int leastGroup() {
    return 1;
  }

  /** Whether it reads the rewards of tokens, to which a charge for leaving the reference is added. */
  default boolean readsTokenRewards() {
    return true;
  }

  /** Whether it compares a completion with the policy's likeliest answer, which the gathering must draw. */
  default boolean readsBaseline() {
    return false;
  }

  /**
   * This advantage for a reward whose parts it reads.
   *
   * @throws IllegalArgumentException if the reward lacks what it needs
   */
  default Advantage reading(Reward reward) {
    return this;
  }

  /** This advantage with its charge for leaving the reference, if it has one, multiplied by a factor. */
  default Advantage chargingKl(double factor) {
    return this;
  }
}
