package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.experiments.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that a killed and resumed run ends with the same bits as an uninterrupted run. {@code -Dgradus.kills=25} sets
 * more kills, {@code -Dgradus.kill.seed=N} other instants.
 */
class ResumeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KILLS = Integer.getInteger("gradus.kills", 5);
  private static final long SEED = Long.getLong("gradus.kill.seed", 17);

  @TempDir
  Path folder;

  @Test
  void aRunKilledAtRandomInstantsAndResumedGivesTheSameBits() throws Exception {
    Path recipe = Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath();
    long begin = System.nanoTime();
    GradusProcess whole =
        new GradusProcess(folder, "train", recipe.toString(), "--run", "whole", "--json");
    assertThat(whole.await(300)).as(whole.errors()).isZero();
    // The process, including native libraries, prints one JSON object and nothing else.
    assertThat(JSON.readTree(whole.output()).path("run").asText()).isEqualTo("whole");
    long millis = (System.nanoTime() - begin) / 1_000_000;

    Random random = new Random(SEED);
    int kills = 0;
    Path run = folder.resolve("killed");
    for (int attempt = 0; kills < KILLS; attempt++) {
      assertThat(attempt).as("attempts to kill it %d times", KILLS).isLessThan(20 * KILLS);
      GradusProcess process = start(recipe, run);
      // Up to a third of the whole run, so that a run is killed several times.
      if (process.killAfter(300 + random.nextLong(Math.max(1, millis / 3)))) {
        kills++;
      } else {
        assertThat(process.await(1)).as(process.errors()).isZero();
        compare(folder.resolve("whole"), run);
        delete(run);
      }
    }
    GradusProcess last = start(recipe, run);
    assertThat(last.await(300)).as(last.errors()).isZero();
    compare(folder.resolve("whole"), run);
    System.out.printf("killed %d times (seed %d), the bits are the same%n", kills, SEED);
  }

  /** Cuts runs at fixed steps, so that a state that is not restored is always noticed. */
  @Test
  void aRunCutAfterAGivenStepAndResumedGivesTheSameBits() throws Exception {
    Path whole = folder.resolve("learns");
    assertExit(learning(whole));
    FinishedRun finished = new FinishedRun(whole);
    List<JsonNode> steps = finished.lines("metrics.jsonl");
    // Each later step learns, and its reference has an effect, so moments and reference matter.
    for (JsonNode step : steps.subList(steps.size() - 6, steps.size())) {
      assertThat(step.path("gradient_norm").asDouble()).isGreaterThan(1e-3);
      assertThat(step.path("loss/kl").asDouble()).isGreaterThan(1e-5);
    }
    for (int recorded : new int[] {3, 4}) {
      FinishedRun cut = finished.cutAfter(3, recorded, folder.resolve("cut-" + recorded));
      CommandLineRun resumed = assertExit(learning(cut.folder(), "--resume"));
      assertThat(resumed.err()).contains("continuing from checkpoint 2-grpo-000003");
      compare(whole, cut.folder());
    }
  }

  /** Coefficients that follow what steps measured, a loss that draws tokens, and a greedy answer in each group. */
  @Test
  void aCutRunWithAdaptiveCoefficientsGoesOnWithTheSameBits() throws Exception {
    String[] adaptive = {
      "--set", "grpo.gathering=greedy-baseline",
      "--set", "grpo.objective.advantage=greedy-baseline",
      "--set", "grpo.objective.filter=none",
      "--set", "grpo.objective.loss={type: clip-cov, share: 0.1, least: 0.0, most: 9.0}",
      "--set", "grpo.objective.kl-coefficient={type: adaptive-kl, target: 0.01, horizon: 20}",
      "--set", "grpo.objective.entropy-bonus=1",
      "--set",
          "grpo.objective.entropy-coefficient={type: adaptive-entropy, target: 5, delta: 0.001}"
    };
    Path whole = folder.resolve("adapts");
    assertExit(learning(whole, adaptive));
    FinishedRun finished = new FinishedRun(whole);
    List<JsonNode> steps = finished.lines("metrics.jsonl");
    JsonNode last = steps.get(steps.size() - 1);
    assertThat(last.path("coefficient/reference").asDouble()).isNotEqualTo(1).isPositive();
    assertThat(last.path("coefficient/entropy_bonus").asDouble()).isPositive();
    for (int recorded : new int[] {3, 4}) {
      FinishedRun cut = finished.cutAfter(3, recorded, folder.resolve("adapts-cut-" + recorded));
      List<String> more = new ArrayList<>(List.of(adaptive));
      more.add("--resume");
      assertExit(learning(cut.folder(), more.toArray(new String[0])));
      compare(whole, cut.folder());
    }
  }

  /** A run whose random policy is rewarded for tags, so that every step has a signal. */
  private static String[] learning(Path run, String... more) {
    List<String> arguments = new ArrayList<>(List.of(
        "train",
        Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath().toString(),
        "--run",
        run.toString()));
    for (String setting : List.of(
        "sft.plan.steps=6",
        "grpo.plan.steps=9",
        "grpo.objective.reward={type: tag-count}",
        "grpo.objective.reference.beta=0.5",
        "grpo.optimizer.learning-rate=3.0e-3",
        "checkpoint.keep=20")) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  private static CommandLineRun assertExit(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private GradusProcess start(Path recipe, Path run) throws IOException {
    return Files.exists(run.resolve("recipe.yaml"))
        ? new GradusProcess(folder, "train", recipe.toString(), "--run", run.toString(), "--resume")
        : new GradusProcess(folder, "train", recipe.toString(), "--run", run.toString());
  }

  private static void compare(Path whole, Path resumed) throws IOException {
    FinishedRun expected = new FinishedRun(whole);
    FinishedRun actual = new FinishedRun(resumed);
    assertThat(actual.weights()).isEqualTo(expected.weights());
    for (String journal : List.of("metrics.jsonl", "evaluations.jsonl")) {
      assertThat(actual.lines(journal)).isEqualTo(expected.lines(journal));
    }
    assertThat(actual.rollouts()).isEqualTo(expected.rollouts()).isNotEmpty();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
