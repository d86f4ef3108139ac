package io.gradus.experiments.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.component.Components;
import io.gradus.experiments.recipe.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalarsTest {
  @Test
  void aQuotedNumberOrTruthValueIsRefused() {
    assertThatThrownBy(() -> Toy.bind("{name: x, plan: {steps: \"40\"}}"))
        .hasMessage(
            "toy.yaml:1:25: plan.steps: expected a whole number, but is the text \"40\". Remove the quotes");
    assertThatThrownBy(() -> Toy.bind("{name: x, plan: {steps: 1}, verbose: 'true'}"))
        .hasMessageContaining(
            "expected true or false, but is the text \"true\". Remove the quotes");
  }

  @Test
  void aTextInQuotesIsAText() {
    assertThat(Toy.bind("{name: \"40\", plan: {steps: 1}}").name()).isEqualTo("40");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dtype: flot32 | dtype: unknown 'flot32'. Did you mean 'float32'? Known: auto, float32, bfloat16",
        "matmul: onednm | matmul: unknown 'onednm'. Did you mean 'onednn'?",
        "device: gpu | device: must be auto, cpu, gpu0, gpu1 ..., but is 'gpu'. Did you mean 'cpu' or 'gpu0'?",
        "memory: 12GB | memory: must be auto or a size such as 12GiB or 800MiB, but is '12GB'. Write the unit as KiB",
        "activation-checkpointing: fales | activation-checkpointing: unknown 'fales'. Did you mean 'false'?",
      })
  void aWordThatIsNotKnownGetsTheNearest(String line, String message) {
    assertThatThrownBy(() -> new RecordBinder(Components.load())
            .bind(Recipe.class, YamlTree.parse("mine.yaml", "name: x\n" + line)))
        .hasMessageContaining(message);
  }
}
