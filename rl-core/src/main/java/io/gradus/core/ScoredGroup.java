package io.gradus.core;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A group with a score for each completion: line 8 of Algorithm 1, arXiv:2402.03300.
 *
 * @param group the problem and its G completions
 * @param scores {@code (G)} one for each completion, in their order
 */
public record ScoredGroup(Group group, List<Score> scores) {
  /** Largest difference that the sums of a reward may leave by rounding, relative to the rewards and to 1. */
  private static final double ROUNDING = 1e-12;

  public ScoredGroup {
    scores = List.copyOf(scores);
    if (scores.size() != group.size()) {
      throw new IllegalArgumentException(
          "scores: %d for a group of %d".formatted(scores.size(), group.size()));
    }
  }

  /** Whether a completion counts. If its verifier failed, it is part of no mean and of no gradient. */
  public boolean counts(int index) {
    return scores.get(index).verdict() != Verdict.VERIFIER_ERROR;
  }

  /** The rewards that count, in order: {@code (G)}, or fewer where a verifier failed. */
  public double[] rewards() {
    return IntStream.range(0, group.size())
        .filter(this::counts)
        .mapToDouble(i -> scores.get(i).value())
        .toArray();
  }

  /** Whether any two rewards differ. If none do, no completion is better than another, and nothing is learned. */
  public boolean hasSignal() {
    return differ(rewards());
  }

  /**
   * Whether any two of the rewards differ by more than rounding: 0.1 + 0.2 and 0.3 are equal. Ask this before you divide
   * by a deviation, because the deviation of equal rewards is rarely exactly 0.
   */
  public static boolean differ(double[] rewards) {
    if (rewards.length == 0) {
      return false;
    }
    double least = rewards[0];
    double most = rewards[0];
    for (double reward : rewards) {
      least = Math.min(least, reward);
      most = Math.max(most, reward);
    }
    double size = Math.max(1, Math.max(Math.abs(least), Math.abs(most)));
    return !(most - least <= ROUNDING * size);
  }
}
