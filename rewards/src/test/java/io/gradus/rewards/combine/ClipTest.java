package io.gradus.rewards.combine;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Verdict;
import io.gradus.rewards.Samples.Fixed;
import io.gradus.rewards.answer.ArithmeticAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipTest extends RewardContract {

  @Override
  protected Reward reward() {
    return new Clip(new ArithmeticAnswer(false, false), 0.25, 0.75);
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  @ParameterizedTest
  @CsvSource({"-7, -1", "-1, -1", "0.5, 0.5", "2, 2", "9, 2"})
  void keepsTheValueWithinBounds(double value, double clipped) {
    Clip clip = new Clip(new Fixed(value, Verdict.CORRECT), -1, 2);
    assertThat(clip.score(problem(), Completion.ofText("")).value()).isEqualTo(clipped);
    assertThat(clip.score(problem(), Completion.ofText("")).verdict()).isEqualTo(Verdict.CORRECT);
  }

  @Test
  void keepsTheTermsAndPassesAVerifierErrorThrough() {
    Sum sum = new Sum(List.of(Term.of(5, new Fixed(1, Verdict.CORRECT))));
    assertThat(new Clip(sum, 0, 1).score(problem(), Completion.ofText("")).terms())
        .containsEntry("fixed", 1.0);
    assertThat(new Clip(new Fixed(0, Verdict.VERIFIER_ERROR), 1, 2)
            .score(problem(), Completion.ofText(""))
            .value())
        .isZero();
  }

  @Test
  void refusesBoundsThatAreNotInOrder() {
    assertThatThrownBy(() -> new Clip(new Fixed(1, Verdict.CORRECT), 1, 1))
        .hasMessageStartingWith("min: min and max must be finite, and min below max");
    assertThatThrownBy(() -> new Clip(new Fixed(1, Verdict.CORRECT), Double.NaN, 1))
        .hasMessageStartingWith("min: ");
  }
}
