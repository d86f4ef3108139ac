package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.SharedData;
import io.gradus.core.checkpoint.Checkpoints;
import io.gradus.core.engine.Compute;
import io.gradus.core.pretrained.TinyModelFolder;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.journal.Position;
import io.gradus.experiments.report.RunCurves;
import io.gradus.experiments.report.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that a run's curve has, at every checkpoint, the bits that {@code gradus eval} gives for that checkpoint. */
class CurveTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path TINY =
      Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath();

  /** Stages and benchmarks for a model from files. */
  private static final String ADAPTER = """
      name: adapter
      seed: 5
      device: cpu
      dtype: %s
      policy:
        model: %s
        lora: {rank: 4, alpha: 8}
      template: {type: chat, user: "{question}=", assistant: "{answer}"}
      stages:
        - type: sft
          dataset: {type: arithmetic, digits: 1, guess: 0.5, no-carry: 0.0, careful: 0.5}
          plan: {steps: %d, batch: 4}
          optimizer: {type: adamw, learning-rate: 3.0e-2}
        - type: grpo
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: %d, problems-per-step: 2, group-size: 4}
          sampling: {temperature: 1.0, max-tokens: 8}
          objective: {reward: {type: regex-match, pattern: "[0-9]"}}
          optimizer: {type: adamw, learning-rate: 1.0e-2}
      evaluation:
        every: 1
        benchmarks:
          - type: pass-at-k
            dataset: {type: arithmetic, digits: 1, split: test}
            problems: 6
            samples: 4
            k: [1, 2]
            sampling: {max-tokens: 12}
            reward: {type: regex-match, pattern: "[0-9]"}
      checkpoint: {every: 1, keep: 20}
      """;

  @TempDir
  private Path folder;

  private Path trained(Path recipe, String... settings) {
    Path run = folder.resolve("run");
    List<String> arguments =
        new ArrayList<>(List.of("train", recipe.toString(), "--run", run.toString()));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    CommandLineRun training = CommandLineRun.of(arguments.toArray(new String[0]));
    assertThat(training.exitCode()).as(training.err()).isZero();
    return run;
  }

  /** Evaluates all checkpoints of a run, and returns how many numbers were compared with its curves. */
  private static int compared(Path run) throws IOException {
    RunCurves curves = RunCurves.read(run);
    List<JsonNode> lines = new FinishedRun(run).lines("evaluations.jsonl");
    int compared = 0;
    for (String checkpoint : Checkpoints.names(run.resolve("checkpoints"))) {
      CommandLineRun evaluated =
          CommandLineRun.of("eval", run.toString(), "--checkpoint", checkpoint, "--json");
      assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
      JsonNode benchmarks = JSON.readTree(evaluated.out()).path("benchmarks");
      Position at = Position.ofCheckpoint(checkpoint);
      for (JsonNode line : lines) {
        if (line.path("stage_index").asInt() != at.stage()
            || line.path("step").asLong() != at.step()) {
          continue;
        }
        String mode = line.path("mode").asText();
        String benchmark = line.path("benchmark").asText();
        JsonNode figures = benchmarks.path(benchmark + " " + mode);
        assertThat(figures.isObject()).as(checkpoint).isTrue();
        for (var figure : figures.properties()) {
          assertThat(figure.getValue()).as(figure.getKey()).isEqualTo(line.get(figure.getKey()));
          Optional<Series> curve = curves.curve(
              "evaluation/%s/%s/%s".formatted(benchmark, mode, figure.getKey()),
              1,
              RunCurves.Axis.STEPS);
          if (figure.getValue().isNumber()) {
            assertThat(Double.doubleToLongBits(figure.getValue().asDouble()))
                .as("%s of %s", figure.getKey(), checkpoint)
                .isEqualTo(Double.doubleToLongBits(
                    at(curve.orElseThrow(), line.path("global_step").asDouble())));
            compared++;
          }
        }
      }
    }
    return compared;
  }

  private static double at(Series curve, double step) {
    for (int i = 0; i < curve.x().length; i++) {
      if (curve.x()[i] == step) {
        return curve.y()[i];
      }
    }
    throw new AssertionError("the curve has no point at step " + step);
  }

  /** Number of different points of the curves, because equal points would pass for each other's evaluation. */
  private static long points(Path run) throws IOException {
    return new FinishedRun(run)
        .lines("evaluations.jsonl").stream()
            .map(line -> List.of(line.path("pass_at_1"), line.path("mean_length")))
            .distinct()
            .count();
  }

  @Test
  void aModelFromRandomWeightsIsEvaluatedAsInItsRun() throws IOException {
    Path run = trained(
        TINY,
        "sft.plan.steps=40",
        "grpo.plan.steps=8",
        "grpo.optimizer.learning-rate=3.0e-3",
        "evaluation.every=2",
        "evaluation.benchmarks[0].samples=4",
        "evaluation.benchmarks[0].k=[1, 2, 4]",
        "checkpoint.every=2",
        "checkpoint.keep=50");
    // After the first stage and after four of the second one's steps, sampled (12 numbers) and
    // greedy (6).
    assertThat(compared(run)).isGreaterThanOrEqualTo(5 * 16);
    assertThat(points(run)).isGreaterThan(3);
  }

  @Test
  void aMixtureOfExpertsIsEvaluatedAsInItsRun() throws IOException {
    Path run = trained(
        TINY,
        "policy.architecture={type: decoder, layers: 2, width: 32, heads: 2, context: 48, mixture: {experts: 4, active: 2, hidden: 32}}",
        "sft.plan.steps=30",
        "grpo.plan.steps=6",
        "grpo.optimizer.learning-rate=3.0e-3",
        "evaluation.every=2",
        "evaluation.benchmarks[0].samples=4",
        "checkpoint.every=2",
        "checkpoint.keep=50");
    assertThat(compared(run)).isGreaterThanOrEqualTo(4 * 14);
    assertThat(points(run)).isGreaterThan(3);
  }

  @Test
  void anAdapterIsEvaluatedAsInItsRun() throws IOException {
    Path model = TinyModelFolder.write(folder.resolve("model"));
    for (String dtype : List.of("float32", "bfloat16")) {
      Path run = trained(Files.writeString(
          folder.resolve(dtype + ".yaml"), ADAPTER.formatted(dtype, model, 3, 4)));
      assertThat(compared(run)).as(dtype).isGreaterThanOrEqualTo(4 * 14);
      assertThat(points(run)).as(dtype).isGreaterThan(3);
      Files.move(run, folder.resolve("run-" + dtype));
    }
  }

  @Test
  void anAdapterOnAPretrainedModelIsEvaluatedAsInItsRun() throws IOException {
    Path model = SharedData.require("models/smollm2_135m_instruct");
    Path run = trained(Files.writeString(
        folder.resolve("smollm2.yaml"), ADAPTER.formatted("float32", model, 1, 2)));
    // Two steps may not change any answer, so the points need not differ here.
    assertThat(compared(run)).isGreaterThanOrEqualTo(3 * 14);
  }

  @Test
  void anEvaluationUsesTheThreadsOfItsRun() throws IOException {
    int here = Compute.threads();
    int other = here == 1 ? 2 : 1;
    Path run = trained(TINY, "sft.plan.steps=2", "grpo.plan.steps=2");
    try {
      Compute.threads(other);
      CommandLineRun evaluated = CommandLineRun.of("eval", run.toString());
      assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
      assertThat(evaluated.err())
          .contains(
              System.getenv("OMP_NUM_THREADS") == null
                  ? "using the original %d thread(s) and not the %d of this machine"
                      .formatted(here, other)
                  : "using %d thread(s) because of OMP_NUM_THREADS. The run began with %d"
                      .formatted(other, here));
    } finally {
      Compute.threads(here);
    }
  }
}
