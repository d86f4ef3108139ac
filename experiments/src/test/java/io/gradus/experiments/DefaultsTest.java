package io.gradus.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Sampling;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.component.Components;
import io.gradus.core.method.Grpo;
import io.gradus.core.policy.Lora;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import io.gradus.core.trainer.Plan;
import io.gradus.datasets.Arithmetic;
import io.gradus.experiments.binding.RecordBinder;
import io.gradus.experiments.binding.YamlTree;
import io.gradus.experiments.recipe.Recipe;
import io.gradus.experiments.recipe.Recipe.PolicyChoice;
import io.gradus.experiments.stage.GrpoStage;
import io.gradus.rewards.answer.ArithmeticAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Java code leaves out is what a recipe leaves out: factories named {@code of} have the defaults of the keys. */
class DefaultsTest {
  private static <T extends Record> T bound(Class<T> type, String yaml) {
    return new RecordBinder(Components.load()).bind(type, YamlTree.parse("defaults", yaml));
  }

  @Test
  void factoriesAndKeysHaveTheSameDefaults() {
    assertThat(Plan.of(5, 4, 8))
        .isEqualTo(bound(Plan.class, "{steps: 5, problems-per-step: 4, group-size: 8}"));
    assertThat(Sampling.of(40)).isEqualTo(bound(Sampling.class, "{max-tokens: 40}"));
    assertThat(AdamWSettings.of(1e-3))
        .isEqualTo(bound(AdamWSettings.class, "{learning-rate: 1.0e-3}"));
    assertThat(Lora.of(4)).isEqualTo(bound(Lora.class, "{rank: 4}"));
    assertThat(Decoder.of(2, 32, 4))
        .isEqualTo(bound(Decoder.class, "{layers: 2, width: 32, heads: 4}"));
  }

  @Test
  void aRecipeInJavaIsTheRecipeInYaml() {
    Recipe java = Recipe.of(
        "sums",
        17,
        PolicyChoice.of(Decoder.of(2, 32, 4), CharacterTokenizer.defaults()),
        BareTemplate.defaults(),
        List.of(GrpoStage.of(
            Arithmetic.defaults(),
            Plan.of(5, 4, 8),
            Sampling.of(40),
            Grpo.withoutKl(new ArithmeticAnswer(false, false)),
            AdamWSettings.of(1e-3))));
    Recipe yaml = bound(Recipe.class, """
        name: sums
        policy: {architecture: {type: decoder, layers: 2, width: 32, heads: 4}}
        stages:
          - type: grpo
            dataset: arithmetic
            plan: {steps: 5, problems-per-step: 4, group-size: 8}
            sampling: {max-tokens: 40}
            objective: {reward: arithmetic-answer}
            optimizer: {type: adamw, learning-rate: 1.0e-3}
        """);
    assertThat(java).isEqualTo(yaml);
  }
}
