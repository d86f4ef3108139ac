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
  void aRecipeThatWritesADataSetIsRefused() {
    CommandLineRun refused =
        CommandLineRun.of("cost", "../studies/recipes/rejection-sampling.yaml", "--calibrate", "1");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("a stage of type rejection-sampling writes files (counts.json, samples.jsonl)");
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
