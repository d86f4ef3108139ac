package io.gradus.rewards.shape;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagCountTest extends RewardContract {
  private static final String WHOLE = "<think>\nWhy.\n</think>\n<answer>\nThat.\n</answer>";

  @Override
  protected Reward reward() {
    return new TagCount(false, false);
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  private static double value(TagCount reward, String text) {
    return reward.score(gold("47"), Completion.ofText(text)).value();
  }

  @ParameterizedTest
  @CsvSource({"<think>", "</think>", "<answer>", "</answer>"})
  void eachTagIsWorthAQuarterIfItStandsThereOnce(String tag) {
    for (boolean newlines : new boolean[] {false, true}) {
      TagCount reward = new TagCount(newlines, false);
      assertThat(value(reward, WHOLE)).isEqualTo(1);
      assertThat(value(reward, WHOLE.replace(tag, ""))).isEqualTo(0.75);
      assertThat(value(reward, WHOLE + "\n" + tag + "\n")).isEqualTo(0.75);
      assertThat(value(reward, "Why. That.")).isZero();
    }
  }

  @Test
  void withNewlinesATagCountsOnlyOnALineOfItsOwn() {
    String oneLine = WHOLE.replace("\n", "");
    assertThat(value(new TagCount(true, false), oneLine)).isZero();
    assertThat(value(new TagCount(false, false), oneLine)).isEqualTo(1);
  }

  @Test
  void aPrefilledThinkCountsAsThere() {
    assertThat(value(new TagCount(true, true), WHOLE.substring(8))).isEqualTo(1);
    assertThat(value(new TagCount(false, true), WHOLE)).isEqualTo(0.75);
  }
}
