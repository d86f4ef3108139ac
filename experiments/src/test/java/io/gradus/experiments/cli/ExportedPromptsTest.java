package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.pretrained.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples exported models: their prompts are those of the run. */
class ExportedPromptsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RECIPE = ModelRecipe.HEAD + """
      stages:
        - type: sft
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 1, batch: 2}
          optimizer: {type: adamw, learning-rate: 1.0e-3}
      evaluation:
        benchmarks:
          - type: pass-at-k
            dataset: {type: arithmetic, digits: 1, split: test}
            problems: 2
            sampling: {max-tokens: 2}
            reward: {type: number-answer, form: text}
      """;

  @TempDir
  static Path scratch;

  private static Path model = Path.of("");

  @BeforeAll
  static void writeAModel() throws IOException {
    model = TinyModelFolder.write(scratch.resolve("model"));
  }

  private static Path recipe(String name, String template, String lora) throws IOException {
    String text = RECIPE
        .replace("model: MODEL", "model: " + model + lora)
        .replaceFirst("template: .*", "template: " + template);
    return Files.writeString(scratch.resolve(name + ".yaml"), text);
  }

  /** Trains a run and exports it; returns the run and the folder. */
  private static Path[] exported(String name, String template, String lora, String... more)
      throws IOException {
    Path run = scratch.resolve(name + "-run");
    Path to = scratch.resolve(name);
    succeeded("train", recipe(name, template, lora).toString(), "--run", run.toString());
    List<String> export = new ArrayList<>(List.of("export", run.toString(), "--to", to.toString()));
    export.addAll(List.of(more));
    succeeded(export.toArray(new String[0]));
    return new Path[] {run, to};
  }

  private static CommandLineRun succeeded(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private static JsonNode prompt(Path of, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("sample", of.toString(), "1+2", "--json", "--max-tokens", "1"));
    arguments.addAll(List.of(more));
    return JSON.readTree(succeeded(arguments.toArray(new String[0])).out())
        .path("completions")
        .get(0)
        .path("prompt_tokens");
  }

  @Test
  void anExportedModelHasThePromptsOfItsRun() throws IOException {
    Path[] bare = exported("bare", "{type: bare, ends-with: \" is\"}", "");
    assertThat(prompt(bare[1])).isEqualTo(prompt(bare[0]));
    assertThat(Files.readString(bare[1].resolve("README.md"))).contains("1+2 is");
    assertThat(CommandLineRun.of("sample", bare[1].toString(), "1+2", "--max-tokens", "1")
            .err())
        .contains("prompts are those of the training run", "gradus.yaml");
  }

  @Test
  void anExportedAdapterHasThePromptsOfItsRun() throws IOException {
    Path[] adapter = exported(
        "adapter",
        "{type: chat, system: \"Add.\", user: \"{question} = ?\"}",
        "\n  lora: {rank: 2}",
        "--adapter");
    assertThat(prompt(adapter[1])).isEqualTo(prompt(adapter[0])).isNotEqualTo(prompt(model));
  }

  @Test
  void aJinjaFileOfTheRunBecomesTheChatTemplateOfTheModel() throws IOException {
    Path jinja = Files.writeString(
        scratch.resolve("own.jinja"), "{{ 'Q: ' + messages[0].content + ' A: ' }}");
    Path[] own = exported("own", "{type: chat, file: " + jinja + "}", "");
    Files.delete(jinja);
    assertThat(prompt(own[1])).hasSizeGreaterThan(5);
    assertThat(own[1].resolve("chat_template.jinja"))
        .hasContent("{{ 'Q: ' + messages[0].content + ' A: ' }}");
  }

  @Test
  void otherProgramsFindThePromptsOfAModelWithoutAChatTemplate() throws IOException {
    Path run = scratch.resolve("characters-run");
    Path to = scratch.resolve("characters");
    succeeded(
        "train",
        TinyRun.RECIPE.toString(),
        "--run",
        run.toString(),
        "--set",
        "sft.plan.steps=1",
        "--set",
        "grpo.plan.steps=1");
    succeeded("export", run.toString(), "--to", to.toString());
    assertThat(to.resolve("chat_template.jinja")).exists();
    Files.delete(to.resolve("gradus.yaml"));
    assertThat(prompt(to)).isEqualTo(prompt(run));
  }

  @Test
  void theTemplateOfARecipeCanBeNamed() throws IOException {
    Path[] run = exported("named", "{type: bare, ends-with: \" is\"}", "");
    assertThat(prompt(model, "--recipe", run[0].resolve("recipe.yaml").toString()))
        .isEqualTo(prompt(run[0]));
  }

  @Test
  void anEvaluationWithAnotherTemplateIsReported() throws IOException {
    Path to = exported("evaluated", "{type: bare, ends-with: \" is\"}", "")[1];
    Path same = recipe("same", "{type: bare, ends-with: \" is\"}", "");
    Path other = recipe("other", "bare", "");
    assertThat(succeeded("eval", to.toString(), "--recipe", same.toString()).err())
        .doesNotContain("warning");
    assertThat(succeeded("eval", to.toString(), "--recipe", other.toString()).err())
        .contains("was trained with another template (gradus.yaml)");
  }
}
