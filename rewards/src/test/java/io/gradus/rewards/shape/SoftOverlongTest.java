package io.gradus.rewards.shape;

import static io.gradus.rewards.Samples.gold;
import static io.gradus.rewards.Samples.ofLength;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftOverlongTest extends RewardContract {
  private final SoftOverlong dapo = new SoftOverlong(20_480, 4_096);

  @Override
  protected Reward reward() {
    return dapo;
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "16384, 0",
    "16385, -0.000244140625",
    "18432, -0.5",
    "20480, -1",
    "20481, -1",
    "100000, -1"
  })
  void growsLinearlyOverTheBuffer(int length, double value) {
    assertThat(dapo.score(problem(), ofLength("", length)).value()).isEqualTo(value);
  }

  @Test
  void aTextWithoutTokensHasNoLength() {
    assertThat(dapo.score(problem(), Completion.ofText("text")).verdict())
        .isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(dapo.score(problem(), Completion.ofText("")).value()).isZero();
  }

  @Test
  void refusesABufferThatDoesNotFit() {
    assertThatThrownBy(() -> new SoftOverlong(0, 1)).hasMessageStartingWith("max-length: ");
    assertThatThrownBy(() -> new SoftOverlong(64, 65))
        .hasMessage("buffer: must be from 1 to max-length 64, but is 65");
    assertThatThrownBy(() -> new SoftOverlong(64, 0)).hasMessageStartingWith("buffer: ");
  }
}
