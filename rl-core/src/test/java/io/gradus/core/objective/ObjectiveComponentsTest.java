package io.gradus.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.advantage.Advantage;
import io.gradus.core.component.Components;
import io.gradus.core.component.Default;
import io.gradus.core.filter.GroupFilter;
import java.lang.reflect.RecordComponent;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ObjectiveComponentsTest {
  private static final Pattern TYPE = Pattern.compile("\\{type: ([a-z0-9-]+)}");

  @Test
  void recipesFindThePartsByTheirNames() {
    Components components = Components.load();
    assertThat(components.names(Advantage.class))
        .contains("standardized", "mean-centered", "leave-one-out");
    assertThat(components.names(GroupFilter.class)).contains("none", "any-signal");
    assertThat(components.names(PolicyLoss.class))
        .contains("clipped-surrogate", "gspo", "cispo", "sapo", "reinforce");
    assertThat(components.names(Reduction.class))
        .contains("sequence-mean", "token-mean", "constant-length");
    assertThat(components.names(Reference.class))
        .contains("none", "k1", "k2", "k3", "k3-corrected");
  }

  @Test
  void theDefaultsOfAnObjectiveAreComponents() {
    Components components = Components.load();
    int defaults = 0;
    for (RecordComponent part : Objective.class.getRecordComponents()) {
      Default value = part.getAnnotation(Default.class);
      if (value != null && value.value().startsWith("{")) {
        Matcher type = TYPE.matcher(value.value());
        assertThat(type.matches()).as(value.value()).isTrue();
        assertThat(components.find(part.getType(), type.group(1)))
            .as(value.value())
            .isPresent();
        defaults++;
      }
    }
    assertThat(defaults).isEqualTo(8);
  }
}
