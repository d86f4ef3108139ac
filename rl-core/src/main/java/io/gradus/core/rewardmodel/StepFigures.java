package io.gradus.core.rewardmodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Scores of the steps of some texts, and the figures that follow from them. A step is right if its label is 0.5 or
 * more, and the model takes it for right if its probability is 0.5 or more.
 *
 * @param scores {@code (N, S)} score of each step of each text
 * @param labels {@code (N, S)} label of each step
 */
public record StepFigures(double[][] scores, double[][] labels) {
  private static final int BINS = 10;
  private static final int NONE = -1;

  /** Takes scores from an array with the scores of one text after another. */
  public static StepFigures of(float[] scores, List<LabelledSteps> texts) {
    double[][] own = new double[texts.size()][];
    int at = 0;
    for (int i = 0; i < own.length; i++) {
      own[i] = new double[texts.get(i).labels().length];
      for (int j = 0; j < own[i].length; j++) {
        own[i][j] = scores[at++];
      }
    }
    return new StepFigures(own, texts.stream().map(LabelledSteps::labels).toArray(double[][]::new));
  }

  /** Returns the number of texts. */
  public int texts() {
    return scores.length;
  }

  /** Returns the number of steps of all texts. */
  public int steps() {
    return Arrays.stream(scores).mapToInt(row -> row.length).sum();
  }

  /** Returns the mean loss of a step. */
  public double loss() {
    return mean(StepLoss::loss);
  }

  /** Returns the share of steps for which the model says what their labels say. */
  public double accuracy() {
    return mean((score, label) -> score >= 0 == label >= 0.5 ? 1 : 0);
  }

  /** Returns the share of right steps. A model that takes every step for right has this accuracy. */
  public double rightShare() {
    return mean((score, label) -> label >= 0.5 ? 1 : 0);
  }

  /**
   * Returns the probability that a right step has a higher score than a wrong one (area under the ROC curve); equal
   * scores count half. Absent if all steps are right, or all are wrong.
   */
  public OptionalDouble auc() {
    List<double[]> steps = pairs();
    steps.sort(Comparator.comparingDouble(step -> step[0]));
    double right = steps.stream().filter(step -> step[1] >= 0.5).count();
    double wrong = steps.size() - right;
    double ranks = 0;
    for (int from = 0; from < steps.size(); ) {
      int to = from;
      while (to < steps.size() && steps.get(to)[0] == steps.get(from)[0]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks += steps.get(i)[1] >= 0.5 ? (from + to + 1) / 2.0 : 0; // mean rank of equal scores
      }
      from = to;
    }
    return right == 0 || wrong == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((ranks - right * (right + 1) / 2) / (right * wrong));
  }

  /**
   * Returns the expected calibration error of the probabilities, in ten bins of equal width (arXiv:1706.04599, equation
   * 3), in [0, 1].
   */
  public double calibrationError() {
    double[] gap = new double[BINS];
    for (double[] step : pairs()) {
      double p = StepLoss.probability(step[0]);
      gap[Math.min(BINS - 1, (int) (p * BINS))] += p - step[1];
    }
    return Arrays.stream(gap).map(Math::abs).sum() / steps();
  }

  /** Returns whether the model finds the first wrong step of a text, or finds none where there is none. */
  public boolean findsFirstError(int text) {
    return predicted(text) == actual(text);
  }

  /** Returns the share of texts in which the model {@linkplain #findsFirstError finds the first wrong step}, if any. */
  public double foundShare() {
    return share(i -> true).orElse(0);
  }

  /** Returns the share of texts with a wrong step whose first wrong step is found (ProcessBench, arXiv:2412.06559). */
  public OptionalDouble foundInWrong() {
    return share(i -> actual(i) != NONE);
  }

  /** Returns the share of texts without a wrong step in which none is found. */
  public OptionalDouble foundInRight() {
    return share(i -> actual(i) == NONE);
  }

  /** Returns ProcessBench's F1: the harmonic mean of both shares; absent if one of them is. */
  public OptionalDouble firstErrorF1() {
    if (foundInWrong().isEmpty() || foundInRight().isEmpty()) {
      return OptionalDouble.empty();
    }
    double wrong = foundInWrong().getAsDouble();
    double right = foundInRight().getAsDouble();
    return OptionalDouble.of(wrong + right == 0 ? 0 : 2 * wrong * right / (wrong + right));
  }

  private int predicted(int text) {
    return first(scores[text].length, j -> scores[text][j] < 0);
  }

  private int actual(int text) {
    return first(labels[text].length, j -> labels[text][j] < 0.5);
  }

  private static int first(int length, IntPredicate wrong) {
    return IntStream.range(0, length).filter(wrong).findFirst().orElse(NONE);
  }

  private OptionalDouble share(IntPredicate counted) {
    return IntStream.range(0, texts())
        .filter(counted)
        .mapToDouble(i -> findsFirstError(i) ? 1 : 0)
        .average();
  }

  /** @param number number of a step, from its score and its label */
  private double mean(DoubleBinaryOperator number) {
    return pairs().stream()
        .mapToDouble(step -> number.applyAsDouble(step[0], step[1]))
        .average()
        .orElse(0);
  }

  /** Returns score and label of each step. */
  private List<double[]> pairs() {
    List<double[]> steps = new ArrayList<>();
    for (int i = 0; i < texts(); i++) {
      for (int j = 0; j < scores[i].length; j++) {
        steps.add(new double[] {scores[i][j], labels[i][j]});
      }
    }
    return steps;
  }
}
