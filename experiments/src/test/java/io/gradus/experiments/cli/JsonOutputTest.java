package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code --json}, standard output is one JSON object and nothing else. */
class JsonOutputTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @TempDir
  static Path folder;

  private static CommandLineRun trained = new CommandLineRun(1, "", "not trained yet");

  private static Path run() {
    return folder.resolve("run");
  }

  @BeforeAll
  static void train() {
    trained = TinyRun.train(run(), "--json");
  }

  private static JsonNode object(CommandLineRun result) throws IOException {
    assertThat(result.exitCode()).as(result.err()).isZero();
    JsonNode object = JSON.readTree(result.out());
    assertThat(object.isObject()).as(result.out()).isTrue();
    return object;
  }

  @Test
  void trainPrintsFoldersRecipeAndMetrics() throws IOException {
    JsonNode result = object(trained);
    assertThat(result.path("run").asText()).isEqualTo(run().toString());
    assertThat(result.path("stages").findValuesAsText("name")).containsExactly("sft", "grpo");
    JsonNode sampled = result.path("evaluation").path("pass-at-k sampled");
    assertThat(sampled.has("before") && sampled.has("after"))
        .as(sampled.toString())
        .isTrue();
    JsonNode after = sampled.path("after");
    assertThat(after.path("pass_at_1").isNumber()).as(sampled.toString()).isTrue();
    assertThat(after.path("low").asDouble())
        .isLessThanOrEqualTo(after.path("pass_at_1").asDouble());
    assertThat(after.path("high").asDouble())
        .isGreaterThanOrEqualTo(after.path("pass_at_1").asDouble());
    assertThat(result.path("seconds").asDouble()).isPositive();
    assertThat(result.path("peak_memory_bytes").asLong()).isGreaterThan(1 << 20);
    assertThat(Path.of(result.path("report").asText())).isRegularFile();
    assertThat(trained.err()).contains("run directory: ");
  }

  @Test
  void evalPrintsMetricsAndCountsOfEachBenchmark() throws IOException {
    JsonNode result = object(CommandLineRun.of("eval", run().toString(), "--json"));
    JsonNode greedy = result.path("benchmarks").path("pass-at-k greedy");
    assertThat(greedy.path("problems").asInt()).isEqualTo(6);
    assertThat(greedy.path("verdicts").isObject()).as(greedy.toString()).isTrue();
  }

  @Test
  void aWarningIsNotPartOfTheResult() throws IOException {
    Path damaged = Folder.copy(run(), folder.resolve("damaged"));
    Files.writeString(
        damaged.resolve("checkpoints/2-grpo-000002/manifest.json"),
        "torn",
        java.nio.charset.StandardCharsets.UTF_8);
    CommandLineRun eval = CommandLineRun.of("eval", damaged.toString(), "--json");
    assertThat(object(eval).has("benchmarks")).isTrue();
    assertThat(eval.err()).contains("2-grpo-000002", "is damaged and was skipped");
  }

  @Test
  void samplePrintsTextTokensAndLogProbs() throws IOException {
    JsonNode completions = object(CommandLineRun.of(
            "sample",
            run().toString(),
            "1+2",
            "3+4",
            "--samples",
            "2",
            "--max-tokens",
            "5",
            "--json"))
        .path("completions");
    assertThat(completions).hasSize(4);
    for (JsonNode completion : completions) {
      assertThat(completion.path("log_probs")).hasSize(completion.path("tokens").size());
      assertThat(completion.path("tokens")).isNotEmpty();
    }
  }

  @Test
  void reportPrintsThePathOfItsPage() throws IOException {
    JsonNode result = object(CommandLineRun.of(
        "report", run().toString(), "--to", folder.resolve("page").toString(), "--json"));
    assertThat(Path.of(result.path("report").asText())).isRegularFile();
  }

  @Test
  void explainPrintsData() throws IOException {
    JsonNode every = object(CommandLineRun.of("explain", "evaluation.every", "--json"));
    JsonNode meaning = every.path("meanings").path(0);
    assertThat(meaning.path("places").path(0).asText()).isEqualTo("evaluation.every");
    assertThat(meaning.path("type").asText()).isEqualTo("whole number");
    assertThat(meaning.path("presence").asText()).isEqualTo("default 0");
    JsonNode key = object(CommandLineRun.of("explain", "checkpoint", "--json"))
        .path("meanings")
        .path(0)
        .path("keys")
        .path(0);
    assertThat(key.path("name").asText()).isEqualTo("every");
    assertThat(key.path("default").asText()).isEqualTo("50");
    assertThat(key.path("required").asBoolean()).isFalse();
    assertThat(key.path("about").asText()).isNotEmpty();
    assertThat(object(CommandLineRun.of("explain", "--json")).path("parts")).hasSizeGreaterThan(40);
  }

  @Test
  void benchPrintsRatios() throws IOException {
    JsonNode result = object(CommandLineRun.of(
        "bench",
        "--steps",
        "2",
        "--problems",
        "2",
        "--group",
        "2",
        "--prompt",
        "4",
        "--new",
        "8",
        "--json"));
    assertThat(result.path("seconds_per_step").asDouble()).isPositive();
    assertThat(result.path("update_to_matmul").asDouble()).isPositive();
    assertThat(result.path("sampler_trainer_difference").asDouble()).isBetween(0.0, 1e-4);
  }
}
