package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  private Path folder;

  @Test
  void aPredictionIsRecordedAndComparedWithTheRun() throws IOException {
    Path run = folder.resolve("run");
    Path prices = Files.writeString(folder.resolve("prices.yaml"), "machine-hour: 3600");
    CommandLineRun predicted = CommandLineRun.of(
        "cost",
        TinyRun.RECIPE.toString(),
        "--run",
        run.toString(),
        "--set",
        "sft.plan.steps=3",
        "--set",
        "grpo.plan.steps=2",
        "--prices",
        prices.toString(),
        "--calibrate",
        "10",
        "--json");
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    JsonNode prediction = JSON.readTree(predicted.out());
    assertThat(prediction.path("stages").findValuesAsText("stage"))
        .containsExactly("1-sft", "2-grpo", "start");
    assertThat(prediction.path("total").path("money").asDouble())
        .isCloseTo(prediction.path("total").path("seconds").asDouble(), within(1e-9));
    assertThat(prediction.path("peak_memory_bytes").asLong()).isGreaterThan(1 << 20);
    assertThat(prediction.path("notes").toString())
        .contains("tokens are assumed", "max-tokens", "checkpoints is not predicted");

    CommandLineRun trained = TinyRun.train(run, "--no-report");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    CommandLineRun used = CommandLineRun.of("cost", run.toString(), "--json");
    assertThat(used.exitCode()).as(used.err()).isZero();
    JsonNode cost = JSON.readTree(used.out());
    assertThat(cost.path("stages").findValuesAsText("stage"))
        .containsExactly("1-sft", "2-grpo", "start, checkpoints");
    assertThat(cost.path("total").path("flops").asDouble()).isPositive();
    JsonNode ratio =
        cost.path("prediction").path("1-sft").path("trained_tokens").path("ratio");
    // The calibration ran the same steps, but averaged the later half of them.
    assertThat(ratio.asDouble()).isCloseTo(1, within(0.25));
    assertThat(CommandLineRun.of("cost", run.toString()).out())
        .contains("used: ", "2-grpo", "predicted : used", "energy is missing");
  }

  @Test
  void aRecipeThatWritesADataSetIsPredictedWithoutWritingIt() throws IOException {
    Path recipe = Path.of("../studies/recipes/rejection-sampling.yaml");
    Path run = folder.resolve("run");
    CommandLineRun predicted = CommandLineRun.of(
        "cost",
        recipe.toString(),
        "--run",
        run.toString(),
        "--set",
        "stages[0].plan.steps=3",
        "--set",
        "stages[1].plan.steps=3",
        "--set",
        "stages[2].plan={problems: 60, samples: 4, problems-per-step: 8}",
        "--set",
        "evaluation.benchmarks[0].problems=4",
        "--calibrate",
        "40",
        "--json");
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    JsonNode stage = JSON.readTree(predicted.out()).path("stages").get(2);
    assertThat(stage.path("stage").asText()).isEqualTo("3-rejection-sampling");
    assertThat(stage.path("steps").asInt()).isEqualTo(8);
    // about 60 problems, 4 completions of each, at most 32 tokens
    assertThat(stage.path("tokens").path("sampled").asDouble()).isBetween(240.0, 64.0 * 4 * 32);
    assertThat(run).doesNotExist();
  }

  @Test
  void aPipelineIsPredictedStageByStageAndComparedWithItsRuns() throws IOException {
    Path pipeline = Path.of("src/test/resources/recipes/tiny-pipeline.yaml");
    Path run = folder.resolve("run");
    Path prices = Files.writeString(folder.resolve("prices.yaml"), "machine-hour: 3600");
    CommandLineRun predicted = CommandLineRun.of(
        "cost",
        pipeline.toString(),
        "--run",
        run.toString(),
        "--prices",
        prices.toString(),
        "--calibrate",
        "40",
        "--json");
    assertThat(predicted.exitCode()).as(predicted.err()).isZero();
    assertThat(run).doesNotExist();
    JsonNode prediction = JSON.readTree(predicted.out());
    assertThat(prediction.path("kind").asText()).isEqualTo("predicted");
    assertThat(prediction.path("stages").findValuesAsText("stage"))
        .containsExactly("cold-start", "reasoning", "samples", "imitation");
    for (JsonNode stage : prediction.path("stages")) {
      assertThat(stage.path("seconds").asDouble()).isPositive();
      assertThat(stage.path("flops").asDouble()).isPositive();
      assertThat(stage.path("money").asDouble()).isPositive();
    }
    // 12 problems, 4 completions of each, at most 24 tokens
    assertThat(prediction.at("/stages/2/tokens/sampled").asDouble()).isBetween(48.0, 48.0 * 24);
    assertThat(prediction.at("/stages/3/tokens/trained").asDouble()).isPositive();
    assertThat(prediction.path("notes").toString())
        .contains(
            "stage samples: how many completions it keeps is unknown before it runs; at most 24",
            "stage reasoning: 1-grpo: completions of",
            "the planned memory is that of the largest stage");
    assertThat(prediction.path("peak_memory_bytes").asLong()).isGreaterThan(1 << 20);

    CommandLineRun trained =
        CommandLineRun.of("pipeline", pipeline.toString(), "--run", run.toString());
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    JsonNode used =
        JSON.readTree(CommandLineRun.of("cost", run.toString(), "--json").out());
    JsonNode check = used.path("prediction");
    assertThat(check.path("same_recipe").asBoolean()).isTrue();
    assertThat(check.at("/cold-start/trained_tokens/ratio").asDouble()).isBetween(0.5, 1.5);
    assertThat(check.at("/samples/sampled_tokens/ratio").asDouble()).isBetween(0.3, 3.0);
  }

  @Test
  void aSettingThatThePipelineDoesNotHaveIsRefusedBeforeAnythingIsMeasured() {
    CommandLineRun refused = CommandLineRun.of(
        "cost",
        "src/test/resources/recipes/tiny-pipeline.yaml",
        "--set",
        "samples.keep.most=0",
        "--run",
        folder.resolve("run").toString());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("stage 'samples'", "most: must be positive");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void optionsOfAPredictionAreRefusedForARun() {
    CommandLineRun refused =
        CommandLineRun.of("cost", folder.toString(), "--calibrate", "5", "--set", "seed=3");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--calibrate: ", "--set: ", "Leave the option out");
  }

  @Test
  void aCalibrationOfMoreThanAMinuteIsRefused() {
    CommandLineRun refused =
        CommandLineRun.of("cost", TinyRun.RECIPE.toString(), "--calibrate", "90");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--calibrate: must be above 0 and at most 60 seconds");
  }
}
