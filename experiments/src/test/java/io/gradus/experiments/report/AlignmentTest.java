package io.gradus.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.gradus.core.UserError;
import io.gradus.experiments.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignmentTest {
  @TempDir
  Path folder;

  private RecordedRun run(String name, int supervised, int rewarded) throws IOException {
    return RecordedRun.read(
        FakeRun.in(folder.resolve(name), 1).steps(supervised, rewarded).write(), 0);
  }

  private static double[] steps(RecordedRun run, String metric) {
    return Objects.requireNonNull(run.metrics().series().get(metric)).x();
  }

  @Test
  void eachStageBeginsWhereItBeginsInTheLongestRun() throws IOException {
    RecordedRun quick = run("quick", 20, 60);
    RecordedRun patient = run("patient", 50, 40);
    List<RecordedRun> aligned = Alignment.byStage(List.of(quick, patient));

    assertThat(steps(aligned.get(0), "reward/mean")).hasSize(60).startsWith(51).endsWith(110);
    assertThat(steps(aligned.get(1), "reward/mean")).hasSize(40).startsWith(51).endsWith(90);
    // a metric of both stages: the shorter first stage ends at step 20, and the second begins at 51
    assertThat(steps(aligned.get(0), "loss")).hasSize(80).startsWith(1).contains(20, 51);
    assertThat(steps(aligned.get(0), "loss")).doesNotContain(21, 50);
    for (RecordedRun each : aligned) {
      assertThat(each.metrics().stages())
          .extracting(StageSpan::name, StageSpan::first, StageSpan::last)
          .containsExactly(tuple("sft", 1.0, 50.0), tuple("grpo", 51.0, 110.0));
    }
    // before training, before the second stage, and after its steps 20, 40 and 60
    assertThat(aligned.get(0).evaluations().stream()
            .filter(e -> e.mode().equals("sampled"))
            .map(Evaluation::globalStep))
        .containsExactly(0.0, 50.0, 70.0, 90.0, 110.0);
    // values stay
    assertThat(Objects.requireNonNull(aligned.get(0).metrics().series().get("loss"))
            .y())
        .isEqualTo(Objects.requireNonNull(quick.metrics().series().get("loss")).y());
  }

  @Test
  void aRunWithoutTheFirstStageBeginsWithTheSecond() throws IOException {
    RecordedRun whole = run("whole", 30, 40);
    RecordedRun rewardsOnly = run("rewards-only", 0, 40);
    List<RecordedRun> aligned = Alignment.byStage(List.of(rewardsOnly, whole));
    assertThat(steps(aligned.get(0), "reward/mean")).startsWith(31).endsWith(70);
    assertThat(steps(aligned.get(1), "reward/mean")).startsWith(31).endsWith(70);
  }

  @Test
  void runsWithOtherStagesAreRefused() throws IOException {
    RecordedRun whole = run("whole", 30, 40);
    RecordedRun other = run("other", 0, 40);
    MetricTable renamed = new MetricTable(
        other.metrics().series(), List.of(new StageSpan(0, "preference", 1, 40, false)), List.of());
    RecordedRun preference = other.with(renamed, List.of());
    assertThatThrownBy(() -> Alignment.byStage(List.of(whole, preference)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "--align: other has the stages preference, but another run has sft, grpo");
  }

  @Test
  void theCommandDrawsAlignedCurvesAndNamesTheStages() throws IOException {
    Path quick = FakeRun.in(folder.resolve("quick"), 1).steps(20, 60).write();
    Path patient = FakeRun.in(folder.resolve("patient"), 2).steps(50, 40).write();
    for (Path run : List.of(quick, patient)) {
      Files.delete(run.resolve("provenance.json")); // the command would refuse its old format
    }
    Path out = folder.resolve("out");
    CommandLineRun plain =
        CommandLineRun.of("report", quick.toString(), patient.toString(), "--to", out.toString());
    assertThat(plain.exitCode()).as(plain.err()).isZero();
    assertThat(Files.readString(out.resolve("report.html")))
        .doesNotContain("each stage begins at the same place");
    CommandLineRun aligned = CommandLineRun.of(
        "report",
        quick.toString(),
        patient.toString(),
        "--align",
        "stages",
        "--to",
        out.toString());
    assertThat(aligned.exitCode()).as(aligned.err()).isZero();
    assertThat(Report.of(List.of(quick, patient)).alignedByStage().html())
        .contains("at step 51")
        .isNotEqualTo(Report.of(List.of(quick, patient)).html());

    CommandLineRun lone =
        CommandLineRun.of("report", quick.toString(), "--align", "stages", "--to", out.toString());
    assertThat(lone.exitCode()).isEqualTo(2);
    assertThat(lone.err()).contains("--align: needs several runs");
    CommandLineRun both = CommandLineRun.of(
        "report", quick.toString(), patient.toString(), "--align", "stages", "--bands");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--align: pictures with bands begin at their last stage");
  }
}
