package io.gradus.experiments.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.experiments.report.RunCurves.Axis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridTest {
  @TempDir
  Path folder;

  private Study study(String grid, String more) throws IOException {
    Path file = Files.writeString(
        folder.resolve("grid.yaml"),
        "name: grid\nrecipe: recipe.yaml\nseeds: [1, 2]\ngrid:\n" + grid.indent(2) + more);
    return Study.read(file, Components.load());
  }

  private List<String> names(String grid) throws IOException {
    return study(grid, "").arms().stream().map(Study.Arm::name).toList();
  }

  @Test
  void eachCombinationIsAnArmAndTheLastKeyVariesFastest() throws IOException {
    Study study =
        study("grpo.optimizer.learning-rate: [1e-4, 3e-4]\ngrpo.plan.group-size: [4, 8, 16]", "");
    assertThat(study.arms().stream().map(Study.Arm::name))
        .containsExactly(
            "learning-rate-1e-4_group-size-4",
            "learning-rate-1e-4_group-size-8",
            "learning-rate-1e-4_group-size-16",
            "learning-rate-3e-4_group-size-4",
            "learning-rate-3e-4_group-size-8",
            "learning-rate-3e-4_group-size-16");
    assertThat(Plan.settings(study.arms().get(4)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("grpo.optimizer.learning-rate", "3e-4", "grpo.plan.group-size", "8"));
    assertThat(study.recipe()).isEqualTo(folder.resolve("recipe.yaml"));
    assertThat(study.withSeeds(List.of(7L)).arms()).isEqualTo(study.arms());
    assertThat(study.withSeeds(List.of(7L)).seeds(study.arms().get(0))).containsExactly(7L);
  }

  @Test
  void pathsWithTheSameLastWordAreNamedInFull() throws IOException {
    assertThat(names("sft.plan.steps: [5]\ngrpo.plan.steps: [6, 7]"))
        .containsExactly(
            "sft.plan.steps-5_grpo.plan.steps-6", "sft.plan.steps-5_grpo.plan.steps-7");
  }

  @Test
  void aComponentIsNamedByItsTypeAndAListByItsNumber() throws IOException {
    assertThat(
            names("advantage: [{type: standardized}, {type: mean-centered}]\nk: [[1, 2], [1, 4]]"))
        .containsExactly(
            "advantage-standardized_k-1",
            "advantage-standardized_k-2",
            "advantage-mean-centered_k-1",
            "advantage-mean-centered_k-2");
  }

  @Test
  void signsAndOtherCharactersLeaveAValidDirectoryName() throws IOException {
    assertThat(names("beta: [-0.5, 0.5]\npath: [\"a/b c\", \"../x\"]"))
        .containsExactly(
            "beta--0.5_path-a-b-c",
            "beta--0.5_path-..-x",
            "beta-0.5_path-a-b-c",
            "beta-0.5_path-..-x");
  }

  @Test
  void faultsOfAGridAreReportedWithTheirKey() {
    assertThatThrownBy(() -> names("beta: [1, 1]"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("grid.beta[1]: '1' is given twice");
    assertThatThrownBy(() -> names("beta: []"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("grid.beta: there must be at least one value");
    String ten = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";
    assertThatThrownBy(() -> names("a: %1$s\nb: %1$s\nc: %1$s\nd: [1, 2]".formatted(ten)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("grid: has more than 1,000 combinations");
    assertThatThrownBy(() -> study("beta: [1]", "arms: [{name: one}]\n"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("grid: makes its own arms");
  }

  @Test
  void claimsAndCurvesMayNameTheArmsOfAGrid() throws IOException {
    String claim =
        "claims: [{claim: c, measure: {of: reward/mean}, arm: %s, against: beta-1, expect: higher}]\n";
    assertThat(study("beta: [1, 2]", claim.formatted("beta-2")).claims()).hasSize(1);
    assertThatThrownBy(() -> study("beta: [1, 2]", claim.formatted("beta-3")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("'beta-3' is no arm of this study. Did you mean");
  }

  /** Means 2 and 5; half-width t(0.975, 2) s / sqrt(3) = 4.302653 / sqrt(3) = 2.484. */
  @Test
  void aTableHasTheMeanOfEachArmAndWarnsOfTheBestOfSeveral() {
    Map<String, Map<Long, Measure.Value>> values = new LinkedHashMap<>();
    values.put("low", seeds(1, 2, 3));
    values.put("high", seeds(4, 5, 6));
    values.put("none", Map.of());
    ArmTable table =
        ArmTable.of(new Measure("reward/mean", Measure.Take.LAST, 1, 0, Axis.STEPS, 0), values);
    assertThat(table.words()).isEqualTo("""
            last reward/mean, mean over seeds:
              low   2.00 (95 %: -0.484 to 4.48)
              high  5.00 (95 %: 2.52 to 7.48)
              none  not measured
              The best of 3 means is too good by chance. Run that arm with other seeds before you quote its number""");
    assertThat(table.lines()).extracting(ArmTable.Line::seeds).containsExactly(3, 3, 0);
  }

  private static Map<Long, Measure.Value> seeds(double... values) {
    Map<Long, Measure.Value> seeds = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      seeds.put(i + 1L, new Measure.Value(values[i], true));
    }
    return seeds;
  }

  @Test
  void theSeedAndTwoSpellingsOfANumberAreRefused() {
    assertThatThrownBy(() -> study("seed: [7, 8]", ""))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("grid.seed: would be overwritten", "set seeds");
    assertThatThrownBy(() -> study("grpo.optimizer.learning-rate: [1e-4, 0.0001]", ""))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is given twice");
  }
}
