package io.gradus.experiments.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gradus.core.UserError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private final Schema schema = new Schema(Toy.components());

  @Test
  void recordListsItsKeys() {
    assertThat(schema.explain(Toy.class))
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
  void kindListsItsNames() {
    assertThat(schema.explain(Toy.Advantage.class))
        .containsExactly(
            "  standardized   (r - mean) / (std + epsilon): GRPO.",
            "  mean-centered  r - mean: Dr. GRPO.");
  }

  @Test
  void componentWithoutKeysSaysSo() {
    assertThat(schema.explain(Toy.MeanCentered.class))
        .containsExactly("r - mean: Dr. GRPO.", "It has no keys.");
  }

  @Test
  void pathLeadsThroughListsAndComponents() {
    assertThat(schema.explain(Toy.class, "")).isEqualTo(schema.explain(Toy.class));
    assertThat(schema.explain(Toy.class, "advantage"))
        .isEqualTo(schema.explain(Toy.Advantage.class));
    assertThat(schema.explain(Toy.class, "stages[0].grpo.plan"))
        .isEqualTo(schema.explain(Toy.Plan.class));
    assertThat(schema.explain(Toy.class, "plan.steps"))
        .containsExactly("steps  whole number  required  optimizer steps of the stage");
  }

  @Test
  void whatIsLeftOutOfAPathIsFoundAndSaid() {
    List<String> plan = new ArrayList<>(schema.explain(Toy.Plan.class));
    plan.add(0, "stages.sft.plan: (also: stages.grpo.plan)");
    assertThat(schema.explain(Toy.class, "stages.plan")).isEqualTo(plan);
    assertThat(schema.explain(Toy.class, "stages[1].plan")).isEqualTo(plan);
    assertThat(schema.explain(Toy.class, "mean-centered")).startsWith("advantage.mean-centered:");
  }

  @Test
  void wrongPathNamesTheNearestKey() {
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
  void aPathThatLeadsNowhereIsShownAsItWasTyped() {
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

  @Test
  void otherTypesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> schema.explain(String.class));
  }
}
