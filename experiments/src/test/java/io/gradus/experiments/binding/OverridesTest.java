package io.gradus.experiments.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gradus.core.UserError;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverridesTest {
  private static final String STAGED = """
      name: toy
      plan: {steps: 200, group-size: 4}
      stages:
        - sft
        - {type: grpo, name: short, plan: {steps: 3}}
        - {type: grpo, name: long, plan: {steps: 30}}
      """;

  private static void assertFaults(List<String> settings, String... lines) {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> Toy.bind(STAGED, settings.toArray(String[]::new)))
        .withMessage(String.join("\n", lines));
  }

  private static List<Integer> steps(Toy toy) {
    return toy.stages().stream()
        .map(stage -> stage instanceof Toy.Grpo grpo ? grpo.plan() : ((Toy.Sft) stage).plan())
        .map(Toy.Plan::steps)
        .toList();
  }

  @Test
  void aSettingReplacesTheRecipesValue() {
    Toy toy = Toy.bind(
        STAGED, "plan.group-size=16", " k = [3] ", "plan.steps=7", "plan.steps=8", "name=a=b");
    assertThat(toy.plan()).isEqualTo(new Toy.Plan(8, 16, 64));
    assertThat(toy.k()).containsExactly(3);
    assertThat(toy.name()).isEqualTo("a=b");
  }

  @Test
  void aValueIsYaml() {
    Toy toy = Toy.bind(
        STAGED,
        "plan={steps: 5}",
        "rewards=[format]",
        "advantage=mean-centered",
        "warm-start=",
        "weights={a: 1e-4}");
    assertThat(toy.plan()).isEqualTo(new Toy.Plan(5, 8, 64));
    assertThat(toy.rewards()).containsExactly(new Toy.Format());
    assertThat(toy.advantage()).isEqualTo(new Toy.MeanCentered());
    assertThat(toy.warmStart()).isEmpty();
    assertThat(toy.weights()).containsEntry("a", 1e-4);
  }

  @Test
  void aStageIsAddressedByIndexNameOrType() {
    assertThat(steps(
            Toy.bind(STAGED, "stages[1].plan.steps=10", "long.plan.steps=40", "sft.plan.steps=6")))
        .containsExactly(6, 10, 40);
  }

  @Test
  void aStageIsAddressedAsExplainPrintsIt() {
    assertThat(steps(Toy.bind(STAGED, "stages.long.plan.steps=40", "stages.sft.plan.steps=6")))
        .containsExactly(6, 3, 40);
    Toy toy = Toy.bind(STAGED, "loss={type: clipped}", "loss.clipped.clip-high=0.3");
    assertThat(toy.loss()).isEqualTo(new Toy.Clipped(0.2, 0.3, Optional.empty()));
  }

  @Test
  void aMisspeltOrMissingStageGetsTheNamesOfTheStages() {
    assertFaults(
        List.of("shrt.plan.steps=1", "stages.plan.steps=1"),
        "--set shrt.plan.steps=1: shrt: names no stage of this recipe. Did you mean 'short'?",
        "--set stages.plan.steps=1: plan: is a key of a stage. Write 'short.plan.steps' or 'long.plan.steps'.");
  }

  @Test
  void anAmbiguousStageIsRefused() {
    assertFaults(
        List.of("grpo.plan.steps=10"),
        "--set grpo.plan.steps=10: 'grpo' could be several stages. Write stages[1] or stages[2] instead.");
  }

  @Test
  void aKeyOfTheRecipeHasPriorityOverAStageWithItsName() {
    Toy toy = Toy.bind(STAGED.replace("name: long", "name: output"), "output.report=false");
    assertThat(toy.output().report()).isFalse();
  }

  @Test
  void aPartOfADefaultIsChangedWithoutTheRest() {
    Toy toy = Toy.bind(
        STAGED,
        "loss.clip-high=0.9",
        "advantage.epsilon=1e-2",
        "output.curve.every=3",
        "sft.plan.group-size=2",
        "second.type=standardized",
        "second.epsilon=0.5");
    assertThat(toy.loss()).isEqualTo(new Toy.Clipped(0.1, 0.9, Optional.empty()));
    assertThat(toy.advantage()).isEqualTo(new Toy.Standardized(0.01));
    assertThat(toy.output().directory()).hasToString("runs");
    assertThat(toy.output().curve()).isEqualTo(new Toy.Curve(3, 1.0));
    assertThat(toy.stages().get(0))
        .isEqualTo(new Toy.Sft(Optional.empty(), new Toy.Plan(5, 2, 64)));
    assertThat(toy.second()).contains(new Toy.Standardized(0.5));
  }

  @Test
  void aKeyIsAddedToAComponentWithoutKeys() {
    Toy toy = Toy.bind(STAGED + "advantage: standardized\n", "advantage.epsilon=0.25");
    assertThat(toy.advantage()).isEqualTo(new Toy.Standardized(0.25));
  }

  @Test
  void anUnknownPathIsReportedAtTheSetting() {
    assertFaults(
        List.of("plan.group-sise=16", "long.plan.stps=3", "sead=3", "seed=abc", "plan.steps.x=1"),
        "--set sead=3: sead: unknown key. Did you mean 'seed'?",
        "--set seed=abc: seed: expected a whole number, but is 'abc'",
        "--set plan.group-sise=16: plan.group-sise: unknown key. Did you mean 'group-size'?",
        "--set plan.steps.x=1: plan.steps: expected a whole number, but is a mapping",
        "--set long.plan.stps=3: stages[2].plan.stps: unknown key. Did you mean 'steps'?");
  }

  @Test
  void aRefusedValueIsReportedAtTheSetting() {
    assertFaults(
        List.of("plan.minibatch=3"),
        "--set plan.minibatch=3: plan.minibatch: must be a multiple of group-size (4), but is 3");
  }

  @Test
  void aSettingWithAnInvalidPathIsExplained() {
    String form =
        ": expected KEY=VALUE, such as 'grpo.plan.steps=10' or 'stages[1].plan.steps=10'.";
    assertFaults(
        List.of(
            "plan.steps",
            "=3",
            "plan..steps=3",
            "stages[x]=3",
            "k=[1",
            "k[1]=3",
            "stages[7].plan=3",
            "stages.plan=3"),
        "--set plan.steps" + form,
        "--set =3" + form,
        "--set plan..steps=3" + form,
        "--set stages[x]=3" + form,
        "--set k=[1: expected ',' or ']', but got <stream end>. Add the missing comma, or close '['.",
        "--set k[1]=3: k: the recipe gives no list here. Set the whole list: k=[...]",
        "--set stages[7].plan=3: stages: has 3 items, counted from [0], so [7] does not exist.",
        "--set stages.plan=3: plan: is a key of a stage. Write 'short.plan' or 'long.plan'.");
  }
}
