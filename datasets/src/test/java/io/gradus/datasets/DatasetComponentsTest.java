package io.gradus.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Dataset;
import io.gradus.core.component.About;
import io.gradus.core.component.Components;
import java.lang.reflect.RecordComponent;
import org.junit.jupiter.api.Test;

class DatasetComponentsTest {

  @Test
  void everyDataSetIsFoundAndEveryKeyIsExplained() {
    Components components = Components.load();
    assertThat(components.names(Dataset.class))
        .contains("arithmetic", "countdown", "countdown-file", "file", "mixture");
    for (String name : components.names(Dataset.class)) {
      Class<? extends Record> component = components.find(Dataset.class, name).orElseThrow();
      assertThat(component).hasAnnotation(About.class);
      for (RecordComponent key : component.getRecordComponents()) {
        assertThat(key.getAnnotation(About.class))
            .as(name + "." + key.getName())
            .isNotNull();
      }
    }
  }
}
