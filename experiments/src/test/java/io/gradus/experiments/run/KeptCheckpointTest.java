package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.gradus.core.CounterRandom;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.cli.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that every kept checkpoint can be used, above all the best one. */
class KeptCheckpointTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TINY =
      Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath().toString();

  @TempDir
  static Path folder;

  private static Path run() {
    return folder.resolve("run");
  }

  @BeforeAll
  static void aRunKeepsItsBestCheckpoint() {
    CommandLineRun trained = train(run(), "checkpoint.keep=1");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
  }

  private static CommandLineRun train(Path run, String setting, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", TINY, "--run", run.toString()));
    for (String each : List.of(
        "sft.plan.steps=60",
        "grpo.plan.steps=8",
        // The learning rate is too high, so that the best checkpoint is not the last.
        "grpo.optimizer.learning-rate=0.02",
        "evaluation.every=2",
        "evaluation.benchmarks[0].problems=7",
        "checkpoint.every=3",
        "checkpoint.keep-best=pass-at-k",
        setting)) {
      arguments.addAll(List.of("--set", each));
    }
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(new String[0]));
  }

  private static JsonNode json(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }

  /** Mean of a line's shares of solved problems, over some of its problems. */
  private static double mean(JsonNode line, int... problems) {
    return IntStream.of(problems)
        .mapToDouble(i -> line.path("solved").path(i).asDouble())
        .average()
        .orElseThrow();
  }

  /** Line of the journal with the highest sampled pass@1 on the half that chooses, or the earliest of several. */
  private static JsonNode best(Path run) throws IOException {
    JsonNode best = JSON.createObjectNode();
    double highest = -1;
    for (String text : Files.readAllLines(run.resolve("evaluations.jsonl"))) {
      JsonNode line = JSON.readTree(text);
      double passed = mean(line, Halves.of(7).choosing());
      if (line.path("mode").asText().equals("sampled")
          && line.path("step").asLong() > 0
          && passed > highest) {
        best = line;
        highest = passed;
      }
    }
    return best;
  }

  private static String name(JsonNode line) {
    return "%d-%s-%06d"
        .formatted(
            line.path("stage_index").asInt(),
            line.path("stage").asText(),
            line.path("step").asLong());
  }

  @Test
  void theBestIsNeverPrunedAndIsRecordedWithItsReason() throws IOException {
    String best = name(best(run()));
    assertThat(Checkpoints.names(run().resolve("checkpoints")))
        .contains(best, "2-grpo-000008")
        .hasSizeLessThanOrEqualTo(2);
    JsonNode recorded = json(run().resolve("best.json"));
    assertThat(recorded.path("checkpoint").asText()).isEqualTo(best).isNotEqualTo("2-grpo-000008");
    assertThat(recorded.path("benchmark").asText()).isEqualTo("pass-at-k");
    assertThat(recorded.path("choice_problems").asInt()).isEqualTo(4);
    assertThat(recorded.path("problems").asInt()).isEqualTo(3);
    assertThat(recorded.path("choice_pass_at_1").asDouble())
        .isCloseTo(mean(best(run()), Halves.of(7).choosing()), within(1e-12));
    assertThat(recorded.path("pass_at_1").asDouble())
        .isCloseTo(mean(best(run()), Halves.of(7).reporting()), within(1e-12))
        .isBetween(recorded.path("low").asDouble(), recorded.path("high").asDouble());
    assertThat(json(run().resolve("result.json")).path("best")).isEqualTo(recorded);
  }

  @Test
  void theBestCheckpointHasTheMetricsOfItsStep() throws IOException {
    CommandLineRun evaluated =
        CommandLineRun.of("eval", run().toString(), "--checkpoint", "best", "--json");
    assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
    JsonNode result = JSON.readTree(evaluated.out());
    assertThat(result.path("checkpoint").asText()).isEqualTo(name(best(run())));
    assertThat(result.path("benchmarks").path("pass-at-k sampled").path("pass_at_1"))
        .isEqualTo(best(run()).path("pass_at_1"));
  }

  @Test
  void aKilledRunFindsTheSameBest() throws IOException {
    Path whole = folder.resolve("whole");
    CommandLineRun trained = train(whole, "checkpoint.keep=20");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    List<String> names = Checkpoints.names(whole.resolve("checkpoints"));
    for (String last : names) {
      // Like a run that was killed after this checkpoint, so later evaluations must not count.
      Path cut = Folder.copy(whole, folder.resolve("cut-" + last));
      for (String later : names.subList(names.indexOf(last) + 1, names.size())) {
        MoreFiles.deleteRecursively(
            cut.resolve("checkpoints").resolve(later), RecursiveDeleteOption.ALLOW_INSECURE);
      }
      Files.delete(cut.resolve("result.json"));
      CommandLineRun resumed = train(cut, "checkpoint.keep=20", "--resume");
      assertThat(resumed.exitCode()).as(resumed.err()).isZero();
      assertThat(Folder.content(cut.resolve("checkpoints")))
          .as("after " + last)
          .isEqualTo(Folder.content(whole.resolve("checkpoints")));
      assertThat(json(cut.resolve("best.json"))).isEqualTo(json(whole.resolve("best.json")));
    }
  }

  @Test
  void theHalvesAreDisjointAndTogetherHoldEveryProblem() {
    for (int problems : new int[] {2, 7, 500}) {
      Halves halves = Halves.of(problems);
      assertThat(halves.choosing()).hasSize((problems + 1) / 2).isSorted();
      assertThat(halves.reporting()).hasSize(problems / 2).isSorted();
      assertThat(IntStream.concat(IntStream.of(halves.choosing()), IntStream.of(halves.reporting()))
              .sorted())
          .containsExactlyElementsOf(IntStream.range(0, problems).boxed().toList());
    }
    // Problems of a mixture of two come in turns, so each half must hold both parts.
    assertThat(IntStream.of(Halves.of(500).choosing()).filter(i -> i % 2 == 0).count())
        .isBetween(100L, 150L);
  }

  @Test
  void theHalfThatReportsIsNotTooHighAfterAChoiceAmongEqualCheckpoints() throws IOException {
    int problems = 40;
    double chosen = 0;
    double reported = 0;
    for (int trial = 0; trial < 50; trial++) {
      Path run = Files.createDirectory(folder.resolve("equal-" + trial));
      StringBuilder lines = new StringBuilder();
      List<String> names = new ArrayList<>();
      for (int step = 1; step <= 20; step++) {
        List<Double> solved = new ArrayList<>();
        for (int problem = 0; problem < problems; problem++) {
          solved.add(CounterRandom.uniform(9, trial, step, problem) < 0.5 ? 1.0 : 0.0);
        }
        lines.append(line(step, solved.toArray(new Double[0])));
        names.add("1-grpo-%06d".formatted(step));
      }
      Files.writeString(run.resolve("evaluations.jsonl"), lines);
      BestCheckpoint best =
          BestCheckpoint.of(new RunDirectory(run), "sums", names).orElseThrow();
      chosen += best.choicePassAt1() / 50;
      reported += best.passAt1() / 50;
    }
    assertThat(chosen).isGreaterThan(0.65); // the largest of 20 means of 20 coins
    assertThat(reported).isBetween(0.45, 0.55);
  }

  /** Line of the journal of evaluations of the benchmark "sums". */
  private static String line(int step, Double... solved) {
    return "{\"stage\": \"grpo\", \"stage_index\": 1, \"step\": %d, \"benchmark\": \"sums\", \"mode\": \"sampled\", \"samples\": 1, \"solved\": %s}\n"
        .formatted(step, List.of(solved));
  }

  @Test
  void startingWeightsThatNoCheckpointBeatsAreReported() throws IOException {
    Path unbeaten = Files.createDirectory(folder.resolve("unbeaten"));
    assertThat(Halves.of(4).choosing()).containsExactly(0, 1);
    Files.writeString(
        unbeaten.resolve("evaluations.jsonl"),
        line(0, 1.0, 0.0, 0.0, 0.0) + line(2, 0.0, 0.0, 0.0, 0.0) + line(4, 1.0, 0.0, 0.0, 0.0));
    BestCheckpoint best = BestCheckpoint.of(
            new RunDirectory(unbeaten), "sums", List.of("1-grpo-000002", "1-grpo-000004"))
        .orElseThrow();
    assertThat(best.unbeaten()).isTrue();
    assertThat(best.checkpoint()).isEqualTo("1-grpo-000004");
    assertThat(best.words())
        .startsWith(
            "1-grpo-000004: best of 2 evaluations on sums (sampled), chosen with pass@1 50.0 % on 2 of the problems, where the weights before the first step have 50.0 %; on the other 2 it has 0.0 %");
    Files.writeString(
        unbeaten.resolve("evaluations.jsonl"),
        line(0, 1.0, 0.0, 0.0, 0.0) + line(2, 1.0, 1.0, 1.0, 1.0));
    assertThat(BestCheckpoint.of(new RunDirectory(unbeaten), "sums", List.of("1-grpo-000002"))
            .orElseThrow()
            .unbeaten())
        .isFalse();
  }

  @Test
  void aCheckpointHasAShortNameAndAnUnknownOneGetsTheNearest() {
    for (String name : List.of("grpo-8", "2-grpo-8", "2-grpo-000008")) {
      CommandLineRun sampled = CommandLineRun.of(
          "sample", run().toString(), "1+2=", "--checkpoint", name, "--max-tokens", "4", "--json");
      assertThat(sampled.exitCode()).as(sampled.err()).isZero();
      assertThat(sampled.out()).contains("\"checkpoint\":\"2-grpo-000008\"");
    }
    CommandLineRun unknown = CommandLineRun.of("eval", run().toString(), "--checkpoint", "grpo-7");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err())
        .contains("keeps no such checkpoint", "'grpo-8'", "It keeps: ")
        .doesNotContain("at io.gradus");
  }

  @Test
  void exportAndLogProbsAlsoTakeACheckpoint() throws IOException {
    String best = name(best(run()));
    CommandLineRun exported = CommandLineRun.of(
        "export",
        run().toString(),
        "--checkpoint",
        "best",
        "--to",
        folder.resolve("best-model").toString(),
        "--json");
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(JSON.readTree(exported.out()).path("checkpoint").asText()).isEqualTo(best);
    Path rows = Files.writeString(folder.resolve("rows.jsonl"), "{\"ids\": [1, 2, 3]}\n");
    List<String> scored = new ArrayList<>();
    for (String checkpoint : List.of(best, "grpo-8")) {
      CommandLineRun result = CommandLineRun.of(
          "logprobs", run().toString(), "--checkpoint", checkpoint, "--input", rows.toString());
      assertThat(result.exitCode()).as(result.err()).isZero();
      scored.add(result.out());
    }
    assertThat(scored.get(0)).isNotEqualTo(scored.get(1));
  }

  @Test
  void aBenchmarkOfOneProblemCannotChooseAndReport() {
    CommandLineRun refused = train(folder.resolve("one"), "evaluation.benchmarks[0].problems=1");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains(
            "evaluation.benchmarks[0]: problems: there is only one, but checkpoint.keep-best needs");
  }

  @Test
  void anUnknownBenchmarkCannotChooseTheBest() {
    CommandLineRun refused =
        train(folder.resolve("none"), "checkpoint.keep-best=pas-at-k", "--dry-run");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains(
            "checkpoint.keep-best: 'pas-at-k' is not a benchmark", "Did you mean 'pass-at-k'?");
  }
}
