package io.gradus.core.advantage;

import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import java.util.Arrays;
import java.util.List;

/**
 * An advantage that compares a completion with its own group only, and is the same for all its tokens.
 *
 * <p>Equal rewards give zeros; {@link ScoredGroup#differ} decides this before any division. A group of one gives 0,
 * because there is nothing to compare it with. (In this case, verl uses the reward itself, without a baseline.)
 */
public interface WithinGroup extends Advantage {

  /**
   * Computes the advantages within one group.
   *
   * @param rewards {@code (G)} the rewards that count; not changed
   * @return {@code (G)} in the same order
   */
  double[] of(double[] rewards);

  @Override
  default int leastGroup() {
    return 2;
  }

  @Override
  default List<double[][]> of(List<ScoredGroup> step, ScorerLogProbs frozen) {
    return step.stream().map(this::spread).toList();
  }

  private double[][] spread(ScoredGroup group) {
    return spread(group, of(group.rewards()));
  }

  /** Gives each token the advantage of its completion. Tokens of completions that do not count get 0. */
  static double[][] spread(ScoredGroup group, double[] within) {
    int[] counted = group.counted();
    double[][] tokens = new double[group.group().size()][];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = new double[group.group().completions().get(i).length()];
    }
    for (int k = 0; k < counted.length; k++) {
      Arrays.fill(tokens[counted[k]], within[k]);
    }
    return tokens;
  }
}
