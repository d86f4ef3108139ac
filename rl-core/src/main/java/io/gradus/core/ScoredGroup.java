package io.gradus.core;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A group with the score of each completion: line 8 of Algorithm 1, arXiv:2402.03300.
 *
 * @param group the problem and its G completions
 * @param scores {@code (G)} one per completion, in the same order
 * @param tokenRewards {@code (G)} rewards of single tokens, {@code (T)} each, in addition to the score; empty lists
 *     and arrays mean 0
 */
public record ScoredGroup(Group group, List<Score> scores, List<double[]> tokenRewards) {
  /** Rewards with at most this relative difference are equal, because sums are rounded. */
  private static final double ROUNDING = 1e-12;

  public ScoredGroup {
    scores = List.copyOf(scores);
    tokenRewards = List.copyOf(tokenRewards);
    if (scores.size() != group.size()) {
      throw new IllegalArgumentException(
          "scores: %d for a group of %d".formatted(scores.size(), group.size()));
    }
    if (!tokenRewards.isEmpty() && tokenRewards.size() != group.size()) {
      throw new IllegalArgumentException(
          "token rewards: %d for a group of %d".formatted(tokenRewards.size(), group.size()));
    }
  }

  /** Returns a group whose rewards belong to whole completions. */
  public ScoredGroup(Group group, List<Score> scores) {
    this(group, scores, List.of());
  }

  /** Returns whether a completion counts. If its verifier failed, it is part of no mean and of no gradient. */
  public boolean counts(int index) {
    return scores.get(index).verdict() != Verdict.VERIFIER_ERROR;
  }

  /**
   * Returns whether a completion counts and has tokens to learn from. Demonstrations outside the groups are learned
   * whatever their verdict.
   */
  public boolean learns(int index) {
    return (counts(index) || !group.explored())
        && group.completions().get(index).learnedLength() > 0;
  }

  /** Returns the indices of the completions that count, in order. */
  public int[] counted() {
    return IntStream.range(0, group.size()).filter(this::counts).toArray();
  }

  /**
   * Returns the rewards that count, in order: {@code (G)}, or fewer if a verifier failed. They include token rewards.
   */
  public double[] rewards() {
    return Arrays.stream(counted())
        .mapToDouble(i -> scores.get(i).value() + Arrays.stream(tokenRewards(i)).sum())
        .toArray();
  }

  /**
   * Returns the undiscounted reward from each token of a completion to its end, {@code (T)}. The score comes with the
   * last token.
   */
  public double[] returns(int index) {
    return returns(index, 1);
  }

  /**
   * Returns the discounted reward from each token of a completion to its end, {@code (T)}: a reward that comes k tokens
   * later is multiplied by {@code discount^k}. The score comes with the last token.
   */
  public double[] returns(int index, double discount) {
    double[] returns = new double[group.completions().get(index).length()];
    double[] rewards = tokenRewards(index);
    double sum = 0;
    for (int t = returns.length - 1; t >= 0; t--) {
      sum *= discount;
      sum += t == returns.length - 1 ? scores.get(index).value() : 0;
      sum += rewards.length == 0 ? 0 : rewards[t];
      returns[t] = sum;
    }
    return returns;
  }

  /**
   * Returns the numbers of the learned tokens of the completions that count, in order.
   *
   * @param numbers {@code (G, T)}
   */
  public DoubleStream learned(double[][] numbers) {
    return Arrays.stream(counted())
        .boxed()
        .flatMapToDouble(
            i -> group.completions().get(i).learned().stream().mapToDouble(t -> numbers[i][t]));
  }

  /**
   * Returns the score of the group's {@linkplain Origin#BASELINE baseline}; absent when there is none or its verifier
   * failed.
   */
  public OptionalDouble baseline() {
    return IntStream.range(0, group.size())
        .filter(i -> group.completions().get(i).origin() == Origin.BASELINE && counts(i))
        .mapToDouble(i -> scores.get(i).value())
        .findFirst();
  }

  private double[] tokenRewards(int index) {
    return tokenRewards.isEmpty() ? new double[0] : tokenRewards.get(index);
  }

  /** Returns whether any two rewards differ. Otherwise all completions are equally good, and nothing is learned. */
  public boolean hasSignal() {
    return differ(rewards());
  }

  /**
   * Returns whether any two of the rewards differ by more than rounding: 0.1 + 0.2 and 0.3 are equal. Check this before
   * you divide by a deviation, because the deviation of equal rewards is rarely exactly 0.
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
