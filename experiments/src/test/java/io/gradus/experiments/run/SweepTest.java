package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.experiments.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sweeps of tiny runs. {@code -Dgradus.sweep.kills=10} sets more kills, {@code -Dgradus.kill.seed=N} other instants.
 */
class SweepTest {
  private static final int KILLS = Integer.getInteger("gradus.sweep.kills", 3);
  private static final long SEED = Long.getLong("gradus.kill.seed", 17);
  private static final Path TINY =
      Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath();

  @TempDir
  Path folder;

  private Path study(String more) throws IOException {
    return Files.writeString(folder.resolve("study.yaml"), """
        name: study
        recipe: %s
        seeds: [3, 4]
        set:
          sft.plan.steps: 8
          grpo.plan.steps: 6
          grpo.objective.reward: {type: tag-count}
          grpo.optimizer.learning-rate: 3.0e-3
        arms:
          - {name: weak, set: {grpo.objective.reference.beta: 0.01}}
          - {name: strong, set: {grpo.objective.reference: {type: k3, beta: 0.5}}}
        claims:
          - claim: a strong reference holds the policy
            measure: {of: kl/k3, take: total}
            arm: strong
            against: weak
            expect: lower
        curves:
          - {y: reward/mean, x: sampled-tokens}
        %s
        """.formatted(TINY, more));
  }

  @Test
  void aSweepKilledAtRandomInstantsGoesOnWithTheSameBitsAndRepeatsNoRun() throws Exception {
    Path study = study("");
    Random random = new Random(SEED);
    Path sweep = folder.resolve("sweep");
    for (int kills = 0; kills < KILLS; kills++) {
      Map<Path, FileTime> ended = results(sweep);
      GradusProcess process =
          new GradusProcess(folder, "sweep", study.toString(), "--run", sweep.toString());
      process.killAfter(1000 + random.nextLong(9000));
      assertThat(results(sweep)).as("results before the kill").containsAllEntriesOf(ended);
    }
    Map<Path, FileTime> ended = results(sweep);
    GradusProcess last =
        new GradusProcess(folder, "sweep", study.toString(), "--run", sweep.toString(), "--json");
    assertThat(last.await(600)).as(last.errors()).isZero();
    assertThat(results(sweep)).hasSize(4).containsAllEntriesOf(ended);

    JsonNode summary = new ObjectMapper().readTree(last.output());
    assertThat(summary.path("runs").asInt()).isEqualTo(4);
    assertThat(summary.path("findings").path(0).path("seeds").asInt()).isEqualTo(2);
    assertThat(sweep.resolve("summary.json")).exists();
    assertThat(Files.readAllLines(sweep.resolve("findings.csv"))).hasSize(2);
    assertThat(Files.readAllLines(sweep.resolve("values.csv"))).hasSize(1 + 4);

    // Stages that the arms share are trained once; the bits are those of a run that trains them
    // itself.
    for (String run : new String[] {"weak-seed-3", "strong-seed-4"}) {
      Path alone = folder.resolve("alone-" + run);
      CommandLineRun trained = CommandLineRun.of(
          "train", sweep.resolve("recipes/" + run + ".yaml").toString(), "--run", alone.toString());
      assertThat(trained.exitCode()).as(trained.err()).isZero();
      FinishedRun expected = new FinishedRun(alone);
      FinishedRun actual = new FinishedRun(sweep.resolve("runs").resolve(run));
      assertThat(actual.weights()).isEqualTo(expected.weights());
      assertThat(actual.lines("metrics.jsonl")).isEqualTo(expected.lines("metrics.jsonl"));
      assertThat(actual.lines("evaluations.jsonl")).isEqualTo(expected.lines("evaluations.jsonl"));
    }
    CommandLineRun again = CommandLineRun.of("sweep", study.toString(), "--run", sweep.toString());
    assertThat(again.err()).contains("4 of 4 runs have ended before");
    assertThat(results(sweep)).containsAllEntriesOf(ended);
  }

  @Test
  void aFolderWithRunsOfAnotherStudyIsRefused() throws IOException {
    Path sweep = folder.resolve("sweep");
    Path run = Files.createDirectories(sweep.resolve("runs/weak-seed-3"));
    Files.writeString(run.resolve("recipe.yaml"), "name: other\n");
    CommandLineRun refused =
        CommandLineRun.of("sweep", study("").toString(), "--run", sweep.toString());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("weak-seed-3: has a run of another recipe", "Choose another folder (--run DIR)")
        .doesNotContain("at io.gradus");
  }

  @Test
  void faultsOfAStudyAreReportedWithTheirPlaces() throws IOException {
    Path study = study("");
    String text = Files.readString(study);
    Files.writeString(
        study,
        text.replace("against: weak", "against: week").replace("seeds: [3, 4]", "seeds: [3, 3]"));
    CommandLineRun refused = CommandLineRun.of("sweep", study.toString());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("study.yaml:3:8: seeds: one is given twice")
        .doesNotContain("at io.gradus");

    Files.writeString(study, text.replace("grpo.plan.steps: 6", "grpo.plan.stepps: 6"));
    CommandLineRun misspelt = CommandLineRun.of("sweep", study.toString());
    assertThat(misspelt.exitCode()).isEqualTo(2);
    assertThat(misspelt.err())
        .contains("arm 'weak': ", "stages[1].plan.stepps: unknown key. Did you mean 'steps'?");

    Files.writeString(
        study,
        text.replace("{of: kl/k3, take: total}", "{of: evaluation/adition/sampled/pass_at_1}"));
    CommandLineRun absent = CommandLineRun.of("sweep", study.toString(), "--dry-run");
    assertThat(absent.exitCode()).isEqualTo(2);
    assertThat(absent.err())
        .contains("claims[0].measure.of: no recipe of strong has a benchmark 'adition'");
  }

  @Test
  void anArmMayReadTheRunOfAnEarlierOne() throws IOException {
    Path study = study("");
    Files.writeString(study, Files.readString(study).replace("claims:", """
                  - name: student
                    set:
                      teachers: {teacher: {type: model, path: "${weak}"}}
                      grpo.objective.advantage: {type: distillation}
                claims:""".indent(0)));
    Path sweep = folder.resolve("sweep");
    CommandLineRun swept =
        CommandLineRun.of("sweep", study.toString(), "--run", sweep.toString(), "--seeds", "3");
    assertThat(swept.exitCode()).as(swept.err()).isZero();
    assertThat(Files.readString(sweep.resolve("runs/student-seed-3/recipe.yaml")))
        .contains("runs/weak-seed-3");
    assertThat(swept.out()).contains("cannot tell: a strong reference holds the policy");
    assertThat(sweep.resolve("curves/reward-mean-by-sampled-tokens.svg")).exists();
  }

  @Test
  void aGridIsPlannedTrainedAndTabulated() throws IOException {
    Path study = Files.writeString(folder.resolve("grid.yaml"), """
        name: grid
        recipe: %s
        seeds: [3, 4]
        set: {sft.plan.steps: 4}
        grid:
          grpo.plan.steps: [2, 3]
          grpo.optimizer.learning-rate: [1e-3, 3e-3]
        tables:
          - {of: evaluation/pass-at-k/sampled/pass_at_1}
          - {of: length/mean, take: total}
        """.formatted(TINY));
    String sweep = folder.resolve("sweep").toString();
    CommandLineRun planned =
        CommandLineRun.of("sweep", study.toString(), "--run", sweep, "--dry-run");
    assertThat(planned.exitCode()).as(planned.err()).isZero();
    assertThat(planned.out())
        .contains(
            "grid: 4 arms, 8 runs, 0 of them ended before",
            "  steps-2_learning-rate-1e-3  seeds 3,4  grpo.plan.steps=2 grpo.optimizer.learning-rate=1e-3");
    assertThat(folder.resolve("sweep/runs")).doesNotExist();

    CommandLineRun swept =
        CommandLineRun.of("sweep", study.toString(), "--run", sweep, "--seeds", "3", "--json");
    assertThat(swept.exitCode()).as(swept.err()).isZero();
    JsonNode summary = new ObjectMapper().readTree(swept.out());
    assertThat(summary.at("/arms/3/name").asText()).isEqualTo("steps-3_learning-rate-3e-3");
    assertThat(summary.at("/arms/3/set/grpo.plan.steps").asText()).isEqualTo("3");
    for (int arm = 0; arm < 4; arm++) {
      String name = summary.at("/arms/%d/name".formatted(arm)).asText();
      double total = 0;
      for (JsonNode line :
          new FinishedRun(Path.of(sweep, "runs", name + "-seed-3")).lines("metrics.jsonl")) {
        total += line.path("stage").asText().equals("grpo")
            ? line.path("length/mean").asDouble()
            : 0;
      }
      assertThat(summary.at("/tables/1/lines/%d/value/mean".formatted(arm)).asDouble())
          .as(name)
          .isEqualTo(total)
          .isPositive();
    }
    assertThat(Files.readAllLines(Path.of(sweep, "tables.csv")))
        .hasSize(1 + 2 * 4)
        .first()
        .isEqualTo(
            "measure,arm,grpo.plan.steps,grpo.optimizer.learning-rate,seeds,mean,low,high,not_reached");
    assertThat(CommandLineRun.of("sweep", study.toString(), "--run", sweep, "--dry-run")
            .out())
        .contains(
            "8 runs, 4 of them ended before",
            "  steps-3_learning-rate-1e-3  seeds 3,4, ended: 3  grpo.plan.steps=3");
  }

  private static Map<Path, FileTime> results(Path sweep) throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    if (Files.isDirectory(sweep.resolve("runs"))) {
      try (var runs = Files.list(sweep.resolve("runs"))) {
        for (Path run : runs.toList()) {
          if (Files.exists(run.resolve("result.json"))) {
            times.put(run, Files.getLastModifiedTime(run.resolve("result.json")));
          }
        }
      }
    }
    return times;
  }
}
