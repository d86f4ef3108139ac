package io.gradus.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Verdict;
import io.gradus.rewards.math.policy.MathPolicy;
import org.junit.jupiter.api.Test;

class MathAnswerTest extends RewardContract {
  private static final Problem HALF = Problem.of("p", "What is 1/2?", "\\frac{1}{2}");

  @Override
  protected Reward reward() {
    return new MathAnswer(
        MathAnswer.Leniency.LENIENT, 6, MathPolicy.Units.OPTIONAL, MathPolicy.Order.ANY);
  }

  @Override
  protected Problem problem() {
    return HALF;
  }

  @Test
  void aRightBoxEarnsOne() {
    var score = MathAnswer.defaults().score(HALF, Completion.ofText("So \\boxed{0.5}."));
    assertThat(score.value()).isEqualTo(1);
    assertThat(score.extracted()).isEqualTo("0.5");
    assertThat(score.why()).contains("exact fractions");
  }

  @Test
  void withoutABoxTheStrictPolicySeesNoAnswer() {
    var score = MathAnswer.defaults().score(HALF, Completion.ofText("The answer is 0.5."));
    assertThat(score.verdict()).isEqualTo(Verdict.NO_ANSWER);
  }

  @Test
  void aCompletionCutShortIsTruncatedNotSilent() {
    Completion cut = Fakes.completion(
        "<think>1", new int[] {1}, new float[1], new float[1], FinishReason.LENGTH);
    assertThat(MathAnswer.defaults().score(HALF, cut).verdict()).isEqualTo(Verdict.TRUNCATED);
  }

  @Test
  void anEmptyGoldAnswerMasksTheSample() {
    var score =
        MathAnswer.defaults().score(Problem.of("p", "?", " "), Completion.ofText("\\boxed{1}"));
    assertThat(score.verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
  }

  @Test
  void refusesDecimalsOutOfRange() {
    assertThatThrownBy(() -> new MathAnswer(
            MathAnswer.Leniency.STRICT, 0, MathPolicy.Units.OPTIONAL, MathPolicy.Order.ANY))
        .hasMessageStartingWith("math-answer: decimals: must be in [1, 30], but is 0");
  }
}
