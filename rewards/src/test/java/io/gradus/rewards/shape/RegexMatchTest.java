package io.gradus.rewards.shape;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RegexMatchTest extends RewardContract {

  @Override
  protected Reward reward() {
    return new RegexMatch("(?s)<answer>.*(\\d+|\\\\frac).*</answer>", false);
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  private double value(String pattern, boolean whole, String text) {
    return new RegexMatch(pattern, whole)
        .score(problem(), Completion.ofText(text))
        .value();
  }

  @Test
  void findsAPartOrMatchesTheWhole() {
    assertThat(value("b+", false, "abbc")).isEqualTo(1);
    assertThat(value("b+", true, "abbc")).isZero();
    assertThat(value("b+", true, "bbb")).isEqualTo(1);
    assertThat(value("a.c", true, "a\nc")).isZero();
    assertThat(value("(?s)a.c", true, "a\nc")).isEqualTo(1);
    assertThat(value("(?i)HELLO", false, "hello")).isEqualTo(1);
  }

  @Test
  void aPatternThatBacktracksElsewhereTakesLinearTime() {
    String text = "a".repeat(50_000) + "!";
    assertTimeout(
        Duration.ofSeconds(10), () -> assertThat(value("(a+)+$", true, text)).isZero());
  }

  @Test
  void refusesWhatIsNoPatternOfRe2() {
    assertThatThrownBy(() -> new RegexMatch("(", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("pattern: is no regular expression of RE2: ");
    assertThatThrownBy(() -> new RegexMatch("(?=a)", false)).hasMessageStartingWith("pattern: ");
    assertThatThrownBy(() -> new RegexMatch("((a{1000}){1000}){1000}", false))
        .hasMessage("pattern: its counted repeats multiply to more than 10000");
    assertThatThrownBy(() -> new RegexMatch("a{1,99999999999999999999}", false))
        .hasMessageStartingWith("pattern: ");
    assertThat(value("\\d{3}-\\d{2,4}-\\d{4,}", false, "555-123-45678")).isEqualTo(1);
  }
}
