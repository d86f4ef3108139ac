package io.gradus.rewards.shape;

import static io.gradus.rewards.Samples.gold;
import static io.gradus.rewards.Samples.ofLength;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.Samples.Fixed;
import io.gradus.rewards.answer.ArithmeticAnswer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CosineLengthTest extends RewardContract {

  private static CosineLength openR1(Reward reward) {
    return new CosineLength(reward, 1_000, 1, 0.5, -1, -0.5, Optional.empty());
  }

  @Override
  protected Reward reward() {
    return openR1(new ArithmeticAnswer(false, false));
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  @ParameterizedTest
  @CsvSource({
    "CORRECT, 0, 1.0",
    "CORRECT, 500, 0.75",
    "CORRECT, 1000, 0.5",
    "CORRECT, 2000, 0.5",
    "CORRECT, 1500, 0.5",
    "WRONG, 0, -1.0",
    "WRONG, 500, -0.75",
    "WRONG, 1000, -0.5",
    "NO_ANSWER, 2000, -0.5",
  })
  void followsTheCosineAndStaysAtItsEnd(Verdict verdict, int length, double value) {
    Score score = openR1(new Fixed(0, verdict)).score(problem(), ofLength("", length));
    assertThat(score.value()).isCloseTo(value, within(1e-12));
    assertThat(score.verdict()).isEqualTo(verdict);
  }

  @Test
  void aShortRightAnswerPaysMoreAndAShortWrongOneCostsMore() {
    double right = 2;
    double wrong = -2;
    for (int length = 1; length <= 1_000; length += 37) {
      Completion completion = ofLength("x", length);
      double r =
          openR1(new Fixed(1, Verdict.CORRECT)).score(problem(), completion).value();
      double w =
          openR1(new Fixed(0, Verdict.WRONG)).score(problem(), completion).value();
      assertThat(r).isLessThan(right).isGreaterThan(w);
      assertThat(w).isGreaterThan(wrong);
      right = r;
      wrong = w;
    }
  }

  @Test
  void whatExceedsTheLengthGetsThePapersPenalty() {
    CosineLength paper =
        new CosineLength(new Fixed(1, Verdict.CORRECT), 1_000, 2, 1, -10, 0, Optional.of(-10.0));
    assertThat(paper.score(problem(), ofLength("x", 999)).value()).isGreaterThan(0.99);
    assertThat(paper.score(problem(), ofLength("x", 1_000)).value()).isEqualTo(-10);
  }

  @Test
  void needsARewardThatJudgesAndACompletionWithTokens() {
    assertThat(openR1(new Fixed(1, Verdict.UNJUDGED))
            .score(problem(), ofLength("x", 1))
            .why())
        .contains("must judge");
    assertThat(openR1(new Fixed(1, Verdict.CORRECT))
            .score(problem(), Completion.ofText("x"))
            .verdict())
        .isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(openR1(new Fixed(1, Verdict.VERIFIER_ERROR))
            .score(problem(), ofLength("x", 1))
            .why())
        .isEqualTo("fixed");
  }

  @Test
  void refusesWhatIsNoCurve() {
    Reward reward = new Fixed(1, Verdict.CORRECT);
    assertThatThrownBy(() -> new CosineLength(reward, 0, 1, 1, 1, 1, Optional.empty()))
        .hasMessageStartingWith("max-length: ");
    assertThatThrownBy(() -> new CosineLength(reward, 1, 1, 1, Double.NaN, 1, Optional.empty()))
        .hasMessage("wrong-short: must be finite, but is NaN");
  }
}
