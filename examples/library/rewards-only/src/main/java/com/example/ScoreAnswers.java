package com.example;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.rewards.math.MathAnswer;
import java.util.List;

/** Scores answers that were written elsewhere: the rewards of Gradus without a model, a recipe or a tensor library. */
public final class ScoreAnswers {
  static final Problem PROBLEM = Problem.of("fractions", "What is 1/2 + 1/3?", "\\frac{5}{6}");

  static final List<String> ANSWERS =
      List.of("The sum is \\boxed{10/12}.", "The sum is \\boxed{0.8333}.", "It is five sixths.");

  private ScoreAnswers() {}

  static List<Score> scores() {
    Reward reward = MathAnswer.defaults();
    return ANSWERS.stream()
        .map(answer -> reward.score(PROBLEM, Completion.ofText(answer)))
        .toList();
  }

  /** Prints the reward, the verdict and the reason for each answer. */
  public static void main(String[] args) {
    for (Score score : scores()) {
      System.out.printf("%.1f  %-12s %s%n", score.value(), score.verdict(), score.why());
    }
  }
}
