package io.gradus.experiments.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.cli.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The models of a pipeline: files that may change, and results of other stages. */
class PipelineModelsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PIPELINE = """
      name: models
      seed: 5
      device: cpu
      dtype: float32
      matmul: mkl
      models:
        base:
          architecture: {type: decoder, layers: 1, width: 32, heads: 2, hidden: 64, context: 48}
          tokenizer: {type: characters, alphabet: "0123456789+=;"}
        other: OTHER
      template: {type: bare, ends-with: "="}
      stages:
        - name: first
          policy: base
          type: sft
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 2, batch: 4}
          optimizer: {type: adamw, learning-rate: 5.0e-3}
        - name: second
          policy: other
          type: sft
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 2, batch: 4}
          optimizer: {type: adamw, learning-rate: 5.0e-3}
      """;

  @TempDir
  Path folder;

  private Path run;

  @BeforeEach
  void choose() {
    run = folder.resolve("run");
  }

  private CommandLineRun pipeline(Path run, String other, String... more) throws IOException {
    Path file =
        Files.writeString(folder.resolve("pipeline.yaml"), PIPELINE.replace("OTHER", other));
    String[] words = new String[4 + more.length];
    System.arraycopy(
        new String[] {"pipeline", file.toString(), "--run", run.toString()}, 0, words, 0, 4);
    System.arraycopy(more, 0, words, 4, more.length);
    return CommandLineRun.of(words);
  }

  private void ends(Path run, String other, String... more) throws IOException {
    CommandLineRun ended = pipeline(run, other, more);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
  }

  private Map<String, String> states(Path run, String other, String... more) throws IOException {
    String[] words = new String[2 + more.length];
    System.arraycopy(more, 0, words, 0, more.length);
    words[more.length] = "--dry-run";
    words[more.length + 1] = "--json";
    CommandLineRun shown = pipeline(run, other, words);
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    Map<String, String> states = new LinkedHashMap<>();
    for (JsonNode stage : JSON.readTree(shown.out()).path("stages")) {
      states.put(stage.path("name").asText(), stage.path("status").asText());
    }
    return states;
  }

  /** Changes the last weight of a file. */
  private static void change(Path weights) throws IOException {
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 4] ^= 1;
    Files.write(weights, bytes);
  }

  @Test
  void aStageIsStaleIfTheFolderOfItsModelChanges() throws IOException {
    ends(folder.resolve("before"), "{model: stages.first}", "--until", "first");
    Path model = Folder.copy(folder.resolve("before/stages/first/model"), folder.resolve("model"));
    String other = "{model: %s}".formatted(model);
    ends(run, other);
    assertThat(states(run, other).values()).containsOnly("done");
    Files.writeString(model.resolve("README.md"), "another card");
    assertThat(states(run, other).values()).as("a card is no weight").containsOnly("done");
    change(model.resolve("model.safetensors"));
    assertThat(states(run, other)).isEqualTo(Map.of("first", "done", "second", "stale"));
  }

  @Test
  void aStageIsStaleIfTheAdapterOfItsModelChanges() throws IOException {
    Path before = folder.resolve("before");
    ends(before, "{model: stages.first, lora: {rank: 2}}");
    Path model = Folder.copy(before.resolve("stages/first/model"), folder.resolve("model"));
    Path adapter = Folder.copy(
        before.resolve("stages/second/run/checkpoints/1-sft-000002"), folder.resolve("adapter"));
    String other = "{model: %s, lora: {rank: 2, from: %s}}".formatted(model, adapter);
    ends(run, other);
    assertThat(states(run, other).values()).containsOnly("done");
    change(adapter.resolve("adapter_model.safetensors"));
    assertThat(states(run, other)).isEqualTo(Map.of("first", "done", "second", "stale"));
  }

  @Test
  void aModelMayBeTheResultOfAStage() throws IOException {
    String other = "{model: stages.first, lora: {rank: 2}}";
    assertThat(states(run, other)).isEqualTo(Map.of("first", "next", "second", "waiting"));
    ends(run, other);
    assertThat(states(run, other).values()).containsOnly("done");
    JsonNode summary = JSON.readTree(run.resolve("pipeline.json").toFile());
    assertThat(summary.at("/stages/1/model").asText()).isEqualTo("other");
    assertThat(summary.at("/stages/1/inputs/0").asText()).isEqualTo("first");
    assertThat(Files.readString(run.resolve("stages/second/run/recipe.yaml")))
        .contains(run.resolve("stages/first/model").toString(), "rank: 2");
    assertThat(states(run, other, "--set", "first.plan.steps=3"))
        .isEqualTo(Map.of("first", "stale", "second", "stale"));
  }

  @Test
  void aReferenceThatNoWeightsCanReplaceIsRefusedWithItsPlace() throws IOException {
    for (String wrong : new String[] {
      "{architecture: {type: decoder, layers: stages.first, width: 8, heads: 1, hidden: 8, context: 48}}",
      "{model: stages.first, lora: {rank: 2, from: stages.first}}"
    }) {
      CommandLineRun refused = pipeline(run, wrong);
      assertThat(refused.exitCode()).as(wrong).isEqualTo(2);
      assertThat(refused.err())
          .contains("pipeline.yaml:10", "only the key 'model' may be the result of a stage");
    }
    assertThat(pipeline(run, "{model: stages.first.samples}").err())
        .contains("models.other.model: must be 'stages.NAME'");
    assertThat(pipeline(run, "{model: stages.frist}").err())
        .contains("there is no such stage. Did you mean 'first'?");
    assertThat(pipeline(run, "{model: stages.second}").err()).contains("second -> second");
    assertThat(run).doesNotExist();
  }
}
