package io.gradus.rewards.shape;

import static io.gradus.rewards.Samples.gold;
import static io.gradus.rewards.Samples.ofTokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Verdict;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopTest extends RewardContract {

  @Override
  protected Reward reward() {
    return new Loop(4, 32);
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  private double value(int repeats, int tokens, FinishReason finish, int... written) {
    return new Loop(repeats, tokens)
        .score(problem(), ofTokens("x", finish, written))
        .value();
  }

  @Test
  void noticesABlockThatIsTheEndOftenEnough() {
    assertThat(value(3, 6, FinishReason.LENGTH, 9, 8, 1, 2, 1, 2, 1, 2)).isEqualTo(-1);
    assertThat(value(3, 6, FinishReason.LENGTH, 9, 8, 2, 1, 2, 1, 2)).isZero();
    assertThat(value(3, 6, FinishReason.LENGTH, 1, 2, 1, 2, 1, 2, 3)).isZero();
    assertThat(value(3, 7, FinishReason.LENGTH, 9, 8, 1, 2, 1, 2, 1, 2)).isZero();
    assertThat(value(2, 2, FinishReason.LENGTH)).isZero();
  }

  @Test
  void theEndTokenIsNoPartOfALoop() {
    assertThat(value(3, 6, FinishReason.STOP, 1, 2, 1, 2, 1, 2, 99)).isEqualTo(-1);
    assertThat(value(3, 6, FinishReason.LENGTH, 1, 2, 1, 2, 1, 2, 99)).isZero();
  }

  @Test
  void agreesWithComparingEveryBlock() {
    Random random = new Random(17);
    for (int i = 0; i < 2_000; i++) {
      int[] written = random.ints(random.nextInt(30), 0, 2).toArray();
      int repeats = 2 + random.nextInt(3);
      int tokens = repeats + random.nextInt(6);
      assertThat(value(repeats, tokens, FinishReason.LENGTH, written))
          .isEqualTo(endsInALoop(written, repeats, tokens) ? -1 : 0);
    }
  }

  private static boolean endsInALoop(int[] written, int repeats, int tokens) {
    for (int block = 1; block <= written.length; block++) {
      int shift = block;
      for (int times = 2; times * block <= written.length; times++) {
        int filled = times * block;
        boolean same = IntStream.range(written.length - filled, written.length - shift)
            .allMatch(at -> written[at] == written[at + shift]);
        if (same && times >= repeats && filled >= tokens) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void takesLinearTime() {
    int[] ones = new int[1_000_000];
    ones[0] = 1;
    assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThat(value(1_000_000, 1_000_000, FinishReason.LENGTH, ones)).isZero());
  }

  @Test
  void needsTokensAndAtLeastTwoRepeats() {
    assertThat(reward().score(problem(), Completion.ofText("x")).verdict())
        .isEqualTo(Verdict.VERIFIER_ERROR);
    assertThatThrownBy(() -> new Loop(1, 32)).hasMessageStartingWith("repeats: ");
    assertThatThrownBy(() -> new Loop(4, 3)).hasMessageStartingWith("tokens: ");
  }
}
