package com.example;

import io.gradus.core.method.Grpo;
import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Minibatch;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.WeightsId;
import io.gradus.core.objective.MinibatchLoss;
import io.gradus.core.objective.Objective;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.TokenLogProbs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** GRPO by hand: one group of four completions, from rewards to the loss and its gradient, without a model. */
public final class WorkedBatch {
  /** Log-probabilities of the tokens under the policy that wrote the completions. */
  private static final float[][] OLD = {
    {-0.5f, -1.0f, -0.2f}, {-0.7f, -0.3f}, {-1.2f, -0.4f, -0.9f}, {-0.1f}
  };

  /** Log-probabilities of the same tokens under the policy that is trained. */
  private static final float[][] POLICY = {
    {-0.2f, -1.1f, -0.2f}, {-1.0f, -0.2f}, {-0.95f, -0.4f, -1.3f}, {-0.05f}
  };

  private static final String[] TEXTS = {"42", "41", "24", "42"};

  private WorkedBatch() {}

  /**
   * What an optimizer step would use.
   *
   * @param advantages (G)
   * @param loss the number to minimise
   * @param gradient dloss/dlogp, a row for each completion and a number for each token
   */
  record Worked(List<Double> advantages, double loss, List<double[]> gradient) {}

  static Worked work() {
    Objective grpo = Grpo.withoutKl((problem, completion) ->
        Score.unjudged(completion.text().equals(problem.answer()) ? 1 : 0, "compared as text"));

    Group group = new Group(Problem.of("sum", "What is 17 + 25?", "42"), completions());
    ScoredGroup scored = grpo.judge(group);
    List<Experience> experience = grpo.experience(List.of(scored), ScorerLogProbs.NONE);

    int mostTokens = 4; // only the reduction of Dr. GRPO depends on it
    MinibatchLoss step = grpo.over(new Minibatch(experience), mostTokens, 1);
    double loss = 0;
    List<double[]> gradient = new ArrayList<>();
    for (int i = 0; i < OLD.length; i++) {
      float[] none = {};
      SequenceLoss row = step.evaluate(i, TokenLogProbs.of(POLICY[i], OLD[i], none, none));
      loss += row.loss();
      gradient.add(row.gradient());
    }
    return new Worked(experience.stream().map(Experience::meanAdvantage).toList(), loss, gradient);
  }

  private static List<Completion> completions() {
    List<Completion> completions = new ArrayList<>();
    for (int i = 0; i < OLD.length; i++) {
      int[] prompt = {};
      int[] tokens = new int[OLD[i].length]; // which tokens they are does not matter to a loss
      completions.add(Completion.sampled(
          prompt, TEXTS[i], tokens, OLD[i], OLD[i], WeightsId.NONE, FinishReason.STOP));
    }
    return completions;
  }

  /** Prints the advantages, the loss and the gradient. */
  public static void main(String[] args) {
    Worked worked = work();
    System.out.println("advantages " + worked.advantages());
    System.out.println("loss       " + worked.loss());
    for (double[] row : worked.gradient()) {
      System.out.println("gradient   " + Arrays.toString(row));
    }
  }
}
