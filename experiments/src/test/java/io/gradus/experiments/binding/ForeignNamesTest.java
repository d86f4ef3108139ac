package io.gradus.experiments.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.experiments.recipe.Recipe;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForeignNamesTest {
  private static final Components COMPONENTS = Components.load();

  @Test
  void everyKeyOfTheTableExists() {
    Schema schema = new Schema(COMPONENTS);
    List<String> missing = ForeignNames.load().rows().stream()
        .flatMap(row -> row.ours().stream())
        .filter(ours -> !schema.has(Recipe.class, ours))
        .distinct()
        .toList();
    assertThat(missing).isEmpty();
  }

  @Test
  void everyRowWithoutAKeyHasAReason() {
    assertThat(ForeignNames.load().rows())
        .allSatisfy(
            row -> assertThat(row.ours().isPresent() || !row.note().isEmpty()).isTrue());
  }

  @Test
  void aTrlNameInARecipeGetsOurKey() {
    assertThatThrownBy(() -> recipe("stages: [{type: grpo, plan: {num_generations: 8}}]"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("stages[0].plan.num_generations: unknown key. TRL's"
            + " 'num_generations' is 'stages.grpo.plan.group-size' here.");
    assertThatThrownBy(() -> recipe("kl_coef: 0.1"))
        .hasMessageContaining("kl_coef: unknown key. verl's 'algorithm.kl_ctrl.kl_coef' is"
            + " 'stages.grpo.objective.advantage.kl-in-reward.beta' here.");
    assertThatThrownBy(() -> recipe("lr: 0.1"))
        .hasMessageContaining("'stages.grpo.optimizer.adamw.learning-rate'");
  }

  @Test
  void namesOfPeftGetOurKeys() {
    assertThatThrownBy(() -> recipe("policy: {lora: {r: 8, lora_alpha: 16, target_modules: all}}"))
        .hasMessageContaining("policy.lora.r: unknown key. PEFT's 'r' is 'policy.lora.rank' here.")
        .hasMessageContaining("'policy.lora.alpha' here.")
        .hasMessageContaining("PEFT's 'target_modules' is 'policy.lora.targets' here.");
  }

  @Test
  void aForeignNameGetsOneAnswer() {
    assertThatThrownBy(() -> recipe("stages: [{type: grpo, objective: {kl_coef: 0.1}}]"))
        .hasMessageContaining("objective.kl_coef: unknown key. verl's")
        .hasMessageNotContainingAny("kl-coefficient");
    assertThat(ForeignNames.load().remedy("policy.lora.lora_alpha"))
        .contains("TRL's 'lora_alpha' is 'policy.lora.alpha' here.");
  }

  @Test
  void aForeignNameOfARequiredKeyIsReportedOnce() {
    assertThatThrownBy(() -> recipe("stages: [{type: grpo, plan: {max_steps: 8, group_size: 4}}]"))
        .hasMessageContaining("stages[0].plan.max_steps: unknown key. TRL's")
        .hasMessageNotContainingAny("plan.steps: missing")
        .hasMessageNotContainingAny("plan.group-size: missing");
  }

  @Test
  void nestedVerlNamesAreReportedAtTheirPlace() {
    assertThatThrownBy(() -> recipe("""
            actor_rollout_ref:
              rollout: {n: 8}
              actor: {ppo_mini_batch_size: 32}
            """))
        .hasMessageContaining("mine.yaml:2:13: actor_rollout_ref.rollout.n: unknown key. verl's"
            + " 'actor_rollout_ref.rollout.n' is 'stages.grpo.plan.group-size' here.")
        .hasMessageContaining("actor_rollout_ref.actor.ppo_mini_batch_size: unknown key.")
        .hasMessageContaining("multiply by the group size");
  }

  @Test
  void anotherSpellingOfOurOwnKeyIsNotForeign() {
    assertThatThrownBy(
            () -> recipe("stages: [{type: grpo, optimizer: {type: adamw, learning_rate: 1}}]"))
        .hasMessageContaining("learning_rate: unknown key. Did you mean 'learning-rate'?");
  }

  @Test
  void aRenamedKeyGetsItsNewName() {
    ForeignNames renamed = ForeignNames.parse("before | plan.group | plan.group-size");
    YamlTree tree = YamlTree.parse("old.yaml", "{name: x, plan: {steps: 1, group: 4}}");
    assertThatThrownBy(() ->
            new RecordBinder(Toy.components(), renamed, StandIns.none()).bind(Toy.class, tree))
        .hasMessageContaining("plan.group: unknown key. ")
        .hasMessageContaining("It was renamed to 'plan.group-size'.");
  }

  private static void recipe(String yaml) {
    new RecordBinder(COMPONENTS).bind(Recipe.class, YamlTree.parse("mine.yaml", yaml));
  }
}
