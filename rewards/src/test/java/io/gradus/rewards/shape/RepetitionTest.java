package io.gradus.rewards.shape;

import static io.gradus.rewards.Samples.gold;
import static io.gradus.rewards.Samples.ofLength;
import static io.gradus.rewards.Samples.ofTokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Verdict;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepetitionTest extends RewardContract {

  @Override
  protected Reward reward() {
    return new Repetition(3);
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  private double value(int ngram, int... tokens) {
    return new Repetition(ngram)
        .score(problem(), ofTokens("x", FinishReason.STOP, tokens))
        .value();
  }

  @Test
  void isMinusTheShareOfNgramsThatAreRepeats() {
    assertThat(value(2, 1, 2, 3, 4)).isZero();
    assertThat(value(2, 1, 2, 1, 2)).isCloseTo(-1 / 3.0, within(1e-12)); // 12 21 12
    assertThat(value(1, 7, 7, 7, 7)).isEqualTo(-0.75);
    assertThat(value(3, 1, 2)).isZero();
    assertThat(value(3, 1, 2, 3)).isZero();
  }

  @Test
  void agreesWithCountingTextsOfNgrams() {
    Random random = new Random(17);
    for (int i = 0; i < 500; i++) {
      int ngram = 1 + random.nextInt(4);
      int[] tokens = random.ints(ngram + random.nextInt(40), 0, 3).toArray();
      Set<String> different = new HashSet<>();
      int all = tokens.length - ngram + 1;
      IntStream.range(0, all)
          .forEach(
              at -> different.add(Arrays.toString(Arrays.copyOfRange(tokens, at, at + ngram))));
      assertThat(value(ngram, tokens))
          .isCloseTo(-(1 - different.size() / (double) all), within(1e-12));
    }
  }

  @Test
  void aLongCompletionOfOneTokenIsNoHardCase() {
    assertThat(new Repetition(3).score(problem(), ofLength("x", 200_000)).value())
        .isLessThan(-0.9999);
  }

  @Test
  void needsTokens() {
    assertThat(reward().score(problem(), Completion.ofText("x")).verdict())
        .isEqualTo(Verdict.VERIFIER_ERROR);
    assertThatThrownBy(() -> new Repetition(0)).hasMessage("ngram: must be at least 1, but is 0");
  }
}
