package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.pretrained.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evaluates models without training, and samples, evaluates and trains exported adapters. */
class UntrainedModelsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String RECIPE = ModelRecipe.HEAD + """
      stages:
        - type: grpo
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 1, problems-per-step: 2, group-size: 4}
          sampling: {temperature: 1.0, max-tokens: 8}
          objective: {reward: {type: number-answer, form: text}}
          optimizer: {type: adamw, learning-rate: 1.0e-3}
        - type: sft # moves the weights, which rewards that are all 0 do not
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 2, batch: 4}
          optimizer: {type: adamw, learning-rate: 1.0e-2}
      evaluation:
        benchmarks:
          - type: pass-at-k
            dataset: {type: arithmetic, digits: 1, split: test}
            problems: 6
            sampling: {max-tokens: 8}
            reward: {type: number-answer, form: text}
      """;

  @TempDir
  static Path scratch;

  private static Path model = Path.of("");
  private static Path adapted = Path.of("");
  private static Path adapter = Path.of("");

  @BeforeAll
  static void anAdapterIsExported() throws IOException {
    model = TinyModelFolder.write(scratch.resolve("model"));
    adapted = scratch.resolve("adapted");
    succeeded("train", recipe(model, "lora: {rank: 2}").toString(), "--run", adapted.toString());
    adapter = scratch.resolve("adapter");
    succeeded("export", adapted.toString(), "--adapter", "--to", adapter.toString());
  }

  private static Path recipe(Path of, String lora) throws IOException {
    return Files.writeString(
        Files.createTempFile(scratch, "recipe", ".yaml"),
        RECIPE.replace("model: MODEL", "model: " + of + (lora.isEmpty() ? "" : "\n  " + lora)));
  }

  private static CommandLineRun succeeded(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private static JsonNode evaluated(Path of, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("eval", of.toString(), "--json"));
    arguments.addAll(List.of(more));
    return JSON.readTree(succeeded(arguments.toArray(new String[0])).out()).path("benchmarks");
  }

  private static String logProbs(String... arguments) throws IOException {
    Path rows = Files.writeString(scratch.resolve("rows.jsonl"), "{\"ids\": [1, 40, 7, 269]}\n");
    List<String> all = new ArrayList<>(List.of("logprobs"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--input", rows.toString()));
    return succeeded(all.toArray(new String[0])).out();
  }

  @Test
  void aModelIsEvaluatedLikeARunBeforeItsFirstStep() throws IOException {
    JsonNode benchmarks = evaluated(model, "--recipe", recipe(model, "").toString());
    Path run = scratch.resolve("run");
    succeeded("train", recipe(model, "").toString(), "--run", run.toString());
    ObjectNode first = (ObjectNode)
        JSON.readTree(Files.readAllLines(run.resolve("evaluations.jsonl")).get(0));
    assertThat(first.path("step").asInt()).isZero();
    first.remove(List.of("stage", "stage_index", "step", "global_step", "solved", "problem_set"));
    first.remove(List.of("flops", "time/evaluation", "time/processor", "energy/joules"));
    assertThat(benchmarks.path("pass-at-k sampled")).isEqualTo(first);
  }

  @Test
  void theBenchmarksOfAnotherModelsRecipeAreUsed() throws IOException {
    Path elsewhere = recipe(scratch.resolve("not-on-this-machine"), "lora: {rank: 2}");
    JsonNode benchmarks = evaluated(model, "--recipe", elsewhere.toString());
    assertThat(benchmarks.path("pass-at-k sampled").path("problems").asInt()).isEqualTo(6);
    CommandLineRun unsaid = CommandLineRun.of("eval", model.toString());
    assertThat(unsaid.exitCode()).isEqualTo(2);
    assertThat(unsaid.err()).contains("--recipe: ", "is not a run");
  }

  @Test
  void anExportedAdapterEqualsItsCheckpoint() throws IOException {
    assertThat(logProbs(adapter.toString()))
        .isEqualTo(logProbs(adapted.toString()))
        .isEqualTo(logProbs(adapter.toString(), "--base", model.toString()))
        .isNotEqualTo(logProbs(model.toString()));
    succeeded("sample", adapter.toString(), "1+2", "--max-tokens", "4");
    Path recipe = recipe(model, "");
    assertThat(evaluated(adapter, "--recipe", recipe.toString())).isEqualTo(evaluated(adapted));
  }

  @Test
  void anExportedAdapterIsTrainedFurther() throws IOException {
    Path further = scratch.resolve("further");
    succeeded(
        "train",
        recipe(adapter, "").toString(),
        "--run",
        further.toString(),
        "--set",
        "sft.plan.steps=1");
    assertThat(Files.readString(further.resolve("recipe.yaml")))
        .contains("model: " + model, "from: " + adapter, "rank: 2");
    JsonNode first =
        JSON.readTree(Files.readAllLines(further.resolve("evaluations.jsonl")).get(0));
    assertThat(first.path("pass_at_1"))
        .isEqualTo(evaluated(adapted).path("pass-at-k sampled").path("pass_at_1"));
    assertThat(first.path("mean_length"))
        .isEqualTo(evaluated(adapted).path("pass-at-k sampled").path("mean_length"));
    assertThat(logProbs(further.toString())).isNotEqualTo(logProbs(adapted.toString()));
  }

  @Test
  void anAdapterWithAMissingBaseAsksForIt() throws IOException {
    Path moved = Folder.copy(adapter, scratch.resolve("moved"));
    Path config = moved.resolve("adapter_config.json");
    Files.writeString(
        config, Files.readString(config).replace(model.toString(), "HuggingFaceTB/SmolLM2"));
    CommandLineRun sampled = CommandLineRun.of("sample", moved.toString(), "1+2");
    assertThat(sampled.exitCode()).isEqualTo(2);
    assertThat(sampled.err())
        .contains("is an adapter of 'HuggingFaceTB/SmolLM2'", "--base MODEL")
        .doesNotContain("at io.gradus");
    CommandLineRun trained = CommandLineRun.of("train", recipe(moved, "").toString());
    assertThat(trained.exitCode()).isEqualTo(2);
    assertThat(trained.err()).contains("policy.lora.from");
    succeeded("sample", moved.toString(), "1+2", "--max-tokens", "4", "--base", model.toString());
  }

  @Test
  void anOptionThatDoesNotFitTheModelIsRefused() throws IOException {
    CommandLineRun checkpoint =
        CommandLineRun.of("sample", model.toString(), "1+2", "--checkpoint", "grpo-1");
    assertThat(checkpoint.exitCode()).isEqualTo(2);
    assertThat(checkpoint.err()).contains("--checkpoint: ", "is not a run");
    CommandLineRun base =
        CommandLineRun.of("sample", adapted.toString(), "1+2", "--base", model.toString());
    assertThat(base.exitCode()).isEqualTo(2);
    assertThat(base.err()).contains("--base: ");
  }
}
