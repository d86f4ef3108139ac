package io.gradus.core.rewardmodel;

import io.gradus.core.policy.TokenSequence;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Scores of some pairs, and the figures that follow from them.
 *
 * @param chosen score of each chosen text
 * @param rejected score of each rejected text
 * @param chosenLengths length of each chosen text in tokens
 * @param rejectedLengths length of each rejected text in tokens
 */
public record PairScores(
    double[] chosen, double[] rejected, int[] chosenLengths, int[] rejectedLengths) {

  /**
   * Takes scores from an array in which each pair has two places, the chosen text first.
   *
   * @param sequences texts in the same order
   */
  public static PairScores of(float[] scores, List<TokenSequence> sequences) {
    int pairs = scores.length / 2;
    return new PairScores(
        IntStream.range(0, pairs).mapToDouble(i -> scores[2 * i]).toArray(),
        IntStream.range(0, pairs).mapToDouble(i -> scores[2 * i + 1]).toArray(),
        IntStream.range(0, pairs).map(i -> length(sequences, 2 * i)).toArray(),
        IntStream.range(0, pairs).map(i -> length(sequences, 2 * i + 1)).toArray());
  }

  private static int length(List<TokenSequence> sequences, int i) {
    return sequences.get(i).completion().length;
  }

  /** Returns the number of pairs. */
  public int size() {
    return chosen.length;
  }

  /** Returns whether the model ranks a pair right. Equal scores count as wrong. */
  public boolean right(int pair) {
    return chosen[pair] > rejected[pair];
  }

  /** Returns the share of pairs that the model ranks right. */
  public double accuracy() {
    return IntStream.range(0, size()).filter(this::right).count() / (double) size();
  }

  /** Returns the mean of chosen minus rejected. */
  public double meanMargin() {
    return mean(chosen) - mean(rejected);
  }

  /** Returns the mean score of the chosen texts. */
  public double meanChosen() {
    return mean(chosen);
  }

  /** Returns the mean score of the rejected texts. */
  public double meanRejected() {
    return mean(rejected);
  }

  /**
   * Returns the correlation of score and length over all texts, in [-1, 1]; 0 if all scores or all lengths are equal.
   * If a model rewards length, the value is near 1.
   */
  public double lengthBias() {
    int n = 2 * size();
    double[] scores = new double[n];
    double[] lengths = new double[n];
    for (int i = 0; i < size(); i++) {
      scores[2 * i] = chosen[i];
      scores[2 * i + 1] = rejected[i];
      lengths[2 * i] = chosenLengths[i];
      lengths[2 * i + 1] = rejectedLengths[i];
    }
    double s = mean(scores);
    double l = mean(lengths);
    double both = 0;
    double ofScores = 0;
    double ofLengths = 0;
    for (int i = 0; i < n; i++) {
      both += (scores[i] - s) * (lengths[i] - l);
      ofScores += (scores[i] - s) * (scores[i] - s);
      ofLengths += (lengths[i] - l) * (lengths[i] - l);
    }
    double deviations = Math.sqrt(ofScores * ofLengths);
    return deviations == 0 ? 0 : both / deviations;
  }

  /** Returns the share of pairs whose longer text the model scores higher, among pairs of unequal lengths. */
  public OptionalDouble longerScored() {
    return share(
        i -> chosenLengths[i] != rejectedLengths[i],
        i -> chosen[i] > rejected[i] == chosenLengths[i] > rejectedLengths[i]);
  }

  /** Returns the share of pairs whose chosen text is longer, among pairs of unequal lengths. */
  public OptionalDouble longerChosen() {
    return share(
        i -> chosenLengths[i] != rejectedLengths[i], i -> chosenLengths[i] > rejectedLengths[i]);
  }

  /** Returns the accuracy on pairs whose lengths differ by less than a tenth of the longer text. */
  public OptionalDouble accuracyAtSimilarLengths() {
    return share(
        i -> 10 * Math.abs(chosenLengths[i] - rejectedLengths[i])
            < Math.max(chosenLengths[i], rejectedLengths[i]),
        this::right);
  }

  private OptionalDouble share(IntPredicate counted, IntPredicate such) {
    return IntStream.range(0, size())
        .filter(counted)
        .mapToDouble(i -> such.test(i) ? 1 : 0)
        .average();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
