package io.gradus.experiments.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gradus.core.UserError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private final Schema schema = new Schema(Toy.components());

  @Test
  void aRecordListsItsKeys() {
    assertThat(lines(""))
        .containsExactly(
            "A toy recipe.",
            "  name        text                         required",
            "  seed        whole number                 default 17",
            "  plan        plan                         required                                Optimizer steps and batch sizes.",
            "  advantage   advantage                    default standardized",
            "  loss        loss                         default {type: clipped, clip-low: 0.1}",
            "  rewards     list of rewards              default []",
            "  stages      list of stages               default []",
            "  warm-start  path                         optional",
            "  second      advantage                    optional",
            "  weights     mapping of names to numbers  default {}",
            "  k           list of whole numbers        default [1, 8]",
            "  reduction   sequence-mean | token-mean   default token-mean",
            "  output      output                       default {directory: runs}",
            "  verbose     true or false                default false",
            "  stop        list of texts                optional");
  }

  @Test
  void aKindListsItsComponents() {
    assertThat(lines("loss")).containsExactly("  clipped");
    assertThat(lines("stages")).containsExactly("  sft", "  grpo");
  }

  @Test
  void aComponentWithoutKeysIsMarked() {
    assertThat(lines("advantage.mean-centered"))
        .containsExactly("r - mean: Dr. GRPO.", "It has no keys.");
  }

  @Test
  void aPathLeadsThroughListsAndComponents() {
    assertThat(lines("stages[0].grpo.plan"))
        .contains("  steps       whole number  required    optimizer steps of the stage");
    assertThat(lines("plan.steps"))
        .containsExactly("plan.steps  whole number  required  optimizer steps of the stage");
  }

  @Test
  void everyMeaningOfANameIsListedWithItsPlaces() {
    assertThat(lines("steps"))
        .startsWith("plan.steps  whole number  required  optimizer steps of the stage");
    assertThat(schema.explain(Toy.class, "steps").meanings().get(0).places())
        .containsExactly("plan.steps", "stages.sft.plan.steps", "stages.grpo.plan.steps");
    assertThat(lines("mean-centered"))
        .startsWith("advantage.mean-centered: (also at second.mean-centered)");
  }

  @Test
  void siblingsAreNamedAfterTheFirst() {
    Explanation plans = schema.explain(Toy.class, "stages.name");
    assertThat(plans.meanings()).hasSize(2);
    assertThat(plans.lines().get(0)).startsWith("stages.sft.name  ");
  }

  @Test
  void theFieldsAreStructuredData() {
    Map<String, Object> fields = schema.explain(Toy.class, "plan").fields();
    assertThat(fields).containsEntry("path", "plan").containsKey("meanings");
    assertThat(schema.explain(Toy.class, "plan").meanings().get(0).keys())
        .contains(new Meaning.KeyFacts(
            "group-size", "whole number", Optional.of("8"), false, "completions per problem"));
  }

  @Test
  void aWrongPathGetsTheNearestKey() {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> schema.explain(Toy.class, "plan.stps"))
        .withMessage(
            "plan.stps: unknown key. Did you mean 'steps'? Known: steps, group-size, minibatch");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> schema.explain(Toy.class, "loss.cliped"))
        .withMessage("loss.cliped: unknown key. Did you mean 'clipped'? Known: clipped");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> schema.explain(Toy.class, "seed.x"))
        .withMessage("seed.x: 'seed' is a whole number and has no keys.");
  }

  @Test
  void anInvalidPathIsQuotedAsTyped() {
    for (String path : new String[] {".", "[0]", ".plan", "plan."}) {
      assertThatExceptionOfType(UserError.class)
          .isThrownBy(() -> schema.explain(Toy.class, path))
          .withMessageStartingWith(path + ": ")
          .withMessageContaining("Known: ");
    }
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> schema.explain(Toy.class, "mean-centered.x"))
        .withMessage("mean-centered.x: 'advantage.mean-centered' has no keys.");
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> schema.explain(Toy.class, "pan.steps"))
        .withMessageStartingWith("pan.steps: unknown key 'pan'. Did you mean 'plan'?");
  }

  private List<String> lines(String path) {
    return schema.explain(Toy.class, path).lines();
  }
}
