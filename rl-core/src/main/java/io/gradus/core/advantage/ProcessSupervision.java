package io.gradus.core.advantage;

import io.gradus.core.Reward;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.List;

/**
 * GRPO with process supervision, arXiv:2402.03300, section 4.1.3. The scores of all steps of a group are pooled and
 * standardized; the advantage of a token is the sum of the standardized scores of the steps that end at or after it:
 *
 * <pre>A_{i,t} = sum over j with index(j) >= t of (r_i^j - mean(R)) / (std(R) + epsilon)</pre>
 *
 * <p>The deviation is that of {@link Standardized}, with n - 1 in its denominator. Scores are summed, so a completion with
 * many good steps has a larger advantage than one with few. {@code trainer.StepEnds} finds the last token of each step.
 */
@About(
    "process supervision: the sum of the standardized scores of the steps from a token on (arXiv:2402.03300, section 4.1.3)")
public record ProcessSupervision(
    @Default("1e-6") @About("added to the standard deviation")
    double epsilon) implements Advantage {

  public ProcessSupervision {
    var unused = new Standardized(epsilon); // refuses the same epsilon
  }

  @Override
  public boolean readsTokenRewards() {
    return false;
  }

  @Override
  public boolean readsSteps() {
    return true;
  }

  @Override
  public int leastGroup() {
    return 2;
  }

  @Override
  public Advantage reading(Reward reward) {
    if (reward.stepwise().isEmpty()) {
      throw new IllegalArgumentException(
          "advantage: process needs a score for each step, but %s scores whole completions only. Use reward: {type: step-match, ...} or a reward-model with steps, or advantage: standardized"
              .formatted(reward.getClass().getSimpleName()));
    }
    return this;
  }

  @Override
  public List<double[][]> of(List<ScoredGroup> step, ScorerLogProbs frozen) {
    return step.stream().map(this::within).toList();
  }

  private double[][] within(ScoredGroup group) {
    double[] scores = new Standardized(epsilon).of(group.stepRewards());
    double[][] tokens = WithinGroup.spread(group, new double[group.counted().length]);
    int step = 0;
    for (int i : group.counted()) {
      for (int end : group.stepEnds().get(i)) {
        tokens[i][end] += scores[step++];
      }
      for (int t = tokens[i].length - 2; t >= 0; t--) {
        tokens[i][t] += tokens[i][t + 1];
      }
    }
    return tokens;
  }
}
