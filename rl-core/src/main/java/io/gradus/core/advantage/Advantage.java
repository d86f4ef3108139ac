package io.gradus.core.advantage;

import io.gradus.core.Reward;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import java.util.List;
import java.util.Set;

/**
 * How much better than expected each token of a completion is: {@code A_hat_{i,t}} of arXiv:2402.03300. It is computed
 * for all groups of a step at once, after the frozen scorers have run.
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

  /** Returns the names of the frozen scorers that this advantage reads. */
  default Set<String> scorers() {
    return Set.of();
  }

  /** Returns the smallest group size that works: 2 if the group is the baseline. */
  default int leastGroup() {
    return 1;
  }

  /** Returns whether this advantage reads the rewards of tokens, to which a KL penalty is added. */
  default boolean readsTokenRewards() {
    return true;
  }

  /**
   * Returns whether this advantage compares a completion with the policy's likeliest answer, which the gathering must
   * draw.
   */
  default boolean readsBaseline() {
    return false;
  }

  /** Returns whether this advantage reads the scores of steps, whose last tokens must then be known. */
  default boolean readsSteps() {
    return false;
  }

  /**
   * Returns this advantage for a reward whose parts it reads.
   *
   * @throws IllegalArgumentException if the reward lacks what it needs
   */
  default Advantage reading(Reward reward) {
    return this;
  }

  /** Returns this advantage with its KL penalty, if it has one, multiplied by a factor. */
  default Advantage chargingKl(double factor) {
    return this;
  }
}
