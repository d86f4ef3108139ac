package io.gradus.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Completions and experiences without a policy, for tests of everything that only reads them. */
public final class Fakes {
  private Fakes() {}

  /** A completion of the prompt {@code [1]} that the first weights of a stage wrote. */
  public static Completion completion(
      String text, int[] tokens, float[] logProbs, float[] behaviour, FinishReason finish) {
    return Completion.sampled(
        new int[] {1}, text, tokens, logProbs, behaviour, new WeightsId(0), finish);
  }

  /** One completion of a group, with one score and one advantage for all its tokens. */
  public static Experience experience(
      Group group, int index, Score score, double advantage, boolean masked) {
    List<Score> scores = new ArrayList<>(Collections.nCopies(group.size(), Score.unjudged(0, "")));
    scores.set(index, score);
    int length = group.completions().get(index).length();
    return new Experience(
        new ScoredGroup(group, scores),
        index,
        filled(length, advantage),
        filled(length, 1),
        masked);
  }

  private static double[] filled(int length, double value) {
    double[] numbers = new double[length];
    Arrays.fill(numbers, value);
    return numbers;
  }
}
