package io.gradus.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CaseFormat;
import io.gradus.core.Reward;
import io.gradus.core.component.About;
import io.gradus.core.component.Components;
import java.lang.reflect.RecordComponent;
import org.junit.jupiter.api.Test;

class RewardComponentsTest {
  private final Components components = Components.load();

  @Test
  void theServiceLoaderFindsThemAndEachIsCalledLikeItsClass() {
    assertThat(components.names(Reward.class)).contains("arithmetic-answer", "sum", "format");
    for (String name : components.names(Reward.class)) {
      Class<?> reward = components.find(Reward.class, name).orElseThrow();
      // A term of a sum that has no name is logged by this rule.
      assertThat(CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_HYPHEN, reward.getSimpleName()))
          .isEqualTo(name);
    }
  }

  @Test
  void eachSaysWhatItAndItsKeysAreAbout() {
    for (String name : components.names(Reward.class)) {
      Class<?> reward = components.find(Reward.class, name).orElseThrow();
      assertThat(reward.isAnnotationPresent(About.class)).as(name).isTrue();
      for (RecordComponent key : reward.getRecordComponents()) {
        assertThat(key.isAnnotationPresent(About.class))
            .as(name + "." + key.getName())
            .isTrue();
      }
    }
  }
}
