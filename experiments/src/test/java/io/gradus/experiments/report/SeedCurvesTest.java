package io.gradus.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.experiments.report.RunCurves.Axis;
import io.gradus.experiments.report.SeedCurves.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedCurvesTest {
  @TempDir
  private Path folder;

  /** A run with a supervised step, then two steps that sample 10 tokens each. */
  private Path run(String name, long seed, double second, double last) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(run.resolve("recipe.yaml"), "name: x\nseed: " + seed + "\nstages: []\n");
    Files.writeString(run.resolve("metrics.jsonl"), """
        {"stage":"sft","stage_index":1,"step":1,"global_step":1,"loss":2}
        {"stage":"grpo","stage_index":2,"step":1,"global_step":2,"entropy":%s,"sampled_tokens":10}
        {"stage":"grpo","stage_index":2,"step":2,"global_step":3,"entropy":%s,"sampled_tokens":10}
        """.formatted(second, last));
    Files.writeString(run.resolve("evaluations.jsonl"), """
        {"stage":"sft","stage_index":1,"step":1,"global_step":1,"benchmark":"a","mode":"greedy","pass_at_1":0.1}
        {"stage":"grpo","stage_index":2,"step":2,"global_step":3,"benchmark":"a","mode":"greedy","pass_at_1":0.5}
        """);
    return run;
  }

  @Test
  void aStageBeginsAtZeroWithTheEvaluationBeforeIt() throws IOException {
    RunCurves run = RunCurves.read(run("one", 1, 0.5, 0.7));
    Series passes =
        run.curve("evaluation/a/greedy/pass_at_1", 2, Axis.SAMPLED_TOKENS).orElseThrow();
    assertThat(passes.x()).containsExactly(0, 20);
    assertThat(passes.y()).containsExactly(0.1, 0.5);
    assertThat(run.curve("entropy", 2, Axis.STEPS).orElseThrow().x()).containsExactly(1, 2);
    assertThat(run.curve("entropy", 2, Axis.SAMPLED_TOKENS).orElseThrow().x())
        .containsExactly(10, 20);
    assertThat(run.curve("loss", 2, Axis.STEPS)).isEmpty();
  }

  /** Values 1, 2, 3: mean 2, standard error 1 / sqrt(3), t = 4.302653 with 2 degrees of freedom. */
  @Test
  void theBandIsStudentsIntervalOverRuns() {
    double[] x = {0, 10};
    Band band = Band.of(List.of(
        new Series(x, new double[] {1, 5}),
        new Series(x, new double[] {2, 5}),
        new Series(x, new double[] {3, 5})));
    assertThat(band.mean()).containsExactly(2, 5);
    assertThat(band.high()[0]).isCloseTo(2 + 2.484138, within(1e-5));
    assertThat(band.low()[1]).isEqualTo(5);
  }

  @Test
  void runsWithOtherPointsAreInterpolatedWhereAllHaveValues() {
    Band band = Band.of(List.of(
        new Series(new double[] {0, 10}, new double[] {0, 1}),
        new Series(new double[] {2, 20}, new double[] {0.2, 2})));
    assertThat(band.x()[0]).isEqualTo(2);
    assertThat(band.x()[band.x().length - 1]).isEqualTo(10);
    assertThat(band.mean()[0]).isCloseTo(0.2, within(1e-12));
    assertThat(band.mean()[band.mean().length - 1]).isCloseTo(1, within(1e-12));
  }

  @Test
  void runsThatDifferOnlyInTheirSeedAreOneCurve() throws IOException {
    List<Path> runs = List.of(run("grpo-seed-1", 1, 0.5, 0.7), run("grpo-seed-2", 2, 0.7, 0.9));
    SeedCurves curves = SeedCurves.ofRuns(runs);
    Figure figure = curves.figure(new Picture("entropy", Axis.STEPS, 0)).orElseThrow();
    assertThat(figure.lines()).hasSize(1);
    assertThat(figure.lines().get(0).label()).isEqualTo("grpo (2 seeds)");
    assertThat(figure.lines().get(0).y()[1]).isCloseTo(0.8, within(1e-12));
    assertThat(figure.axis()).contains("step", "mean over seeds", "95 % interval");
    assertThat(curves.usual(Axis.STEPS))
        .extracting(Picture::y)
        .containsExactly("evaluation/a/greedy/pass_at_1", "entropy");
    if (Drawing.unavailable().isEmpty()) {
      List<Path> files = curves.write(folder, new Picture("entropy", Axis.STEPS, 0));
      assertThat(files).hasSize(2).allSatisfy(file -> assertThat(file).exists());
      assertThat(Files.readString(files.get(0))).startsWith("<?xml");
    }
  }
}
