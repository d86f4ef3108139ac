package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.pretrained.TinyModelFolder;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses a model folder with random weights in every command: log-probs, samples, training, export. */
class ModelCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String RECIPE = ModelRecipe.HEAD + """
      stages:
        - type: sft
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 2, batch: 4}
          optimizer: {type: adamw, learning-rate: 1.0e-3}
        - type: grpo
          dataset: {type: arithmetic, digits: 1}
          plan: {steps: 1, problems-per-step: 2, group-size: 2}
          sampling: {temperature: 1.0, max-tokens: 8}
          objective: {reward: {type: number-answer, form: text}}
          optimizer: {type: adamw, learning-rate: 1.0e-4}
      checkpoint: {every: 1, keep: 5}
      """;

  @TempDir
  static Path scratch;

  private static Path model = Path.of("");
  private static Path run = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    model = TinyModelFolder.write(scratch.resolve("model"));
    run = scratch.resolve("run");
    CommandLineRun trained = train(recipe("full", ""), run);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
  }

  private static Path recipe(String name, String lora) throws IOException {
    return Files.writeString(
        scratch.resolve(name + ".yaml"),
        RECIPE.replace("model: MODEL", "model: " + model + (lora.isEmpty() ? "" : "\n  " + lora)));
  }

  private static CommandLineRun train(Path recipe, Path to, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", recipe.toString(), "--run", to.toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(new String[0]));
  }

  private static String hash(Path file) {
    try (Safetensors tensors = Safetensors.open(file)) {
      List<RawTensor> all =
          tensors.tensors().stream().map(info -> tensors.read(info.name())).toList();
      return Hashes.tensors(all);
    }
  }

  private static List<JsonNode> rows(String out) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : out.lines().toList()) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }

  private static Path input(String... lines) throws IOException {
    return Files.writeString(scratch.resolve("rows.jsonl"), String.join("\n", lines) + "\n");
  }

  @Test
  void logProbsMatchTheLogitsBeforeEachToken() throws IOException {
    Path rows = input("{\"id\": \"a\", \"ids\": [1, 40, 7, 269]}", "{\"text\": \"hello\"}");
    CommandLineRun result = CommandLineRun.of(
        "logprobs", model.toString(), "--input", rows.toString(), "--top", "1000");
    assertThat(result.exitCode()).as(result.err()).isZero();
    List<JsonNode> scored = rows(result.out());
    assertThat(scored).hasSize(2);
    JsonNode first = scored.get(0);
    assertThat(first.path("id").asText()).isEqualTo("a");
    assertThat(first.has("ids")).isFalse();
    assertThat(first.path("log_probs")).hasSize(4);
    assertThat(first.path("log_probs").get(0).isNull()).isTrue();
    assertThat(first.path("top")).hasSize(4);
    int[] ids = {1, 40, 7, 269};
    for (int t = 1; t < ids.length; t++) {
      JsonNode before = first.path("top").get(t - 1);
      assertThat(before).hasSize(TinyModelFolder.VOCABULARY);
      double[] logits = new double[TinyModelFolder.VOCABULARY];
      double greatest = before.get(0).get(1).asDouble();
      for (JsonNode pair : before) {
        logits[pair.get(0).asInt()] = pair.get(1).asDouble();
        assertThat(pair.get(1).asDouble()).isLessThanOrEqualTo(greatest);
      }
      double sum = Arrays.stream(logits).map(l -> Math.exp(l - greatest)).sum();
      assertThat(first.path("log_probs").get(t).asDouble())
          .isCloseTo(logits[ids[t]] - greatest - Math.log(sum), within(1e-4));
    }
    JsonNode second = scored.get(1);
    assertThat(second.path("id").asInt()).isEqualTo(2);
    assertThat(second.path("ids")).hasSize(1);
    assertThat(second.path("log_probs")).hasSize(1);
  }

  @Test
  void aBadRowIsReportedWithItsLineAndTheRestIsScored() throws IOException {
    Path rows = input(
        "{\"ids\": [1, 270, -1, 1.5]}",
        "nonsense",
        "",
        "{\"ids\": [1], \"text\": \"a\"}",
        "{\"id\": 5}",
        "{\"ids\": []}",
        "{\"ids\": [" + "1, ".repeat(128) + "1]}",
        "{\"id\": \"good\", \"ids\": [1, 2]}");
    Path out = scratch.resolve("scored.jsonl");
    CommandLineRun result = CommandLineRun.of(
        "logprobs",
        model.toString(),
        "--input",
        rows.toString(),
        "--output",
        out.toString(),
        "--json");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains(
            "rows.jsonl:1: ids[1]: '270' is outside the vocabulary of 270",
            "rows.jsonl:1: ids[2]: '-1' is outside",
            "rows.jsonl:1: ids[3]: expected a whole number",
            "rows.jsonl:2: not JSON",
            "rows.jsonl:4: give either 'ids' or 'text'",
            "rows.jsonl:5: give either 'ids' or 'text'",
            "rows.jsonl:6: ids: has no token",
            "rows.jsonl:7: ids: 129 tokens exceed the model's context of 128");
    assertThat(rows(Files.readString(out))).hasSize(1);
    JsonNode summary = JSON.readTree(result.out());
    assertThat(summary.path("rows").asInt()).isEqualTo(1);
    assertThat(summary.path("bad").asInt()).isEqualTo(6);
  }

  @Test
  void samplesUseTheChatTemplateUnlessTheyAreRaw() throws IOException {
    JsonNode chat = sampled("hello", "--greedy");
    JsonNode raw = sampled("hello", "--greedy", "--raw");
    assertThat(raw.path("prompt_tokens")).hasSize(1);
    assertThat(chat.path("prompt_tokens").size()).isGreaterThan(10);
    assertThat(chat.path("prompt_tokens").get(0).asInt()).isEqualTo(1); // <|im_start|>
    assertThat(sampled("hello", "--greedy")).isEqualTo(chat);
    assertThat(raw.path("tokens").size()).isBetween(1, 6);
  }

  private static JsonNode sampled(String question, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(
        List.of("sample", model.toString(), question, "--json", "--max-tokens", "6"));
    arguments.addAll(List.of(more));
    CommandLineRun result = CommandLineRun.of(arguments.toArray(new String[0]));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return JSON.readTree(result.out()).path("completions").get(0);
  }

  @Test
  void aBaseModelWithoutAChatTemplateIsSampledRaw() throws IOException {
    Path base = Folder.copy(model, scratch.resolve("base"));
    Files.writeString(base.resolve("tokenizer_config.json"), "{\"eos_token\": \"<|im_end|>\"}");
    CommandLineRun chat = CommandLineRun.of("sample", base.toString(), "hello");
    assertThat(chat.exitCode()).isEqualTo(2);
    assertThat(chat.err()).contains("has no chat template", "--raw");
    assertThat(CommandLineRun.of("sample", base.toString(), "hello", "--raw").exitCode())
        .isZero();
  }

  @Test
  void aRunIsResumedOnlyWithItsFirstWeights() throws IOException {
    JsonNode provenance = JSON.readTree(run.resolve("provenance.json").toFile());
    assertThat(provenance.path("model").asText()).isEqualTo(model.toString());
    assertThat(provenance.path("first_weights_sha256").asText())
        .isEqualTo(hash(model.resolve("model.safetensors")));
    Path own = Folder.copy(model, scratch.resolve("own"));
    Path recipe =
        Files.writeString(scratch.resolve("own.yaml"), RECIPE.replace("MODEL", own.toString()));
    Path to = scratch.resolve("own-run");
    assertThat(train(recipe, to).exitCode()).isZero();
    assertThat(train(recipe, to, "--resume").exitCode()).isZero();
    List<RawTensor> other = new ArrayList<>();
    try (Safetensors tensors = Safetensors.open(own.resolve("model.safetensors"))) {
      tensors.tensors().forEach(info -> {
        float[] values = tensors.read(info.name()).floats();
        values[0] += 1;
        other.add(RawTensor.of(info.name(), info.shape(), values));
      });
    }
    Safetensors.write(own.resolve("model.safetensors"), java.util.Map.of(), other);
    CommandLineRun changed = train(recipe, to, "--resume");
    assertThat(changed.exitCode()).isEqualTo(2);
    assertThat(changed.err()).contains("has other weights than when the run began");
  }

  @Test
  void anExportedRunEqualsItsCheckpointAndHasACard() throws IOException {
    Path to = scratch.resolve("exported");
    CommandLineRun exported =
        CommandLineRun.of("export", run.toString(), "--to", to.toString(), "--json");
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    String checkpoint = JSON.readTree(exported.out()).path("checkpoint").asText();
    assertThat(checkpoint).isEqualTo("2-grpo-000001");
    assertThat(hash(to.resolve("model.safetensors")))
        .isEqualTo(
            hash(run.resolve("checkpoints").resolve(checkpoint).resolve("model.safetensors")))
        .isNotEqualTo(hash(model.resolve("model.safetensors")));
    assertThat(Files.readString(to.resolve("README.md")))
        .contains("library_name: transformers", "sft (2 steps), grpo (1 steps)", checkpoint)
        .contains("first_weights_sha256", "name: from-files");
    assertThat(CommandLineRun.of(
                "sample", to.toString(), "1+1", "--greedy", "--json", "--max-tokens", "4")
            .out())
        .contains("completions");
    CommandLineRun again = CommandLineRun.of("export", run.toString(), "--to", to.toString());
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("already");
    CommandLineRun adapter = CommandLineRun.of(
        "export", run.toString(), "--adapter", "--to", scratch.resolve("none").toString());
    assertThat(adapter.err()).contains("--adapter", "has no adapter (policy.lora)");
    assertThat(scratch.resolve("none")).doesNotExist();
  }

  @Test
  void anAdapterIsExportedAloneMergedAndAsGguf() throws IOException {
    Path adapted = scratch.resolve("adapted");
    CommandLineRun trained = train(recipe("adapted", "lora: {rank: 2}"), adapted);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    CommandLineRun unsaid = CommandLineRun.of(
        "export", adapted.toString(), "--to", scratch.resolve("unsaid").toString());
    assertThat(unsaid.exitCode()).isEqualTo(2);
    assertThat(unsaid.err()).contains("--adapter", "--merge");
    Path alone = scratch.resolve("alone");
    Path merged = scratch.resolve("merged");
    Path gguf = scratch.resolve("merged.gguf");
    for (String[] arguments : new String[][] {
      {"--adapter", "--to", alone.toString()},
      {"--merge", "--to", merged.toString()},
      {"--merge", "--gguf", "Q8_0", "--to", gguf.toString()}
    }) {
      List<String> all = new ArrayList<>(List.of("export", adapted.toString()));
      all.addAll(List.of(arguments));
      CommandLineRun exported = CommandLineRun.of(all.toArray(new String[0]));
      assertThat(exported.exitCode()).as(exported.err()).isZero();
    }
    assertThat(alone.resolve("adapter_model.safetensors")).exists();
    assertThat(JSON.readTree(alone.resolve("adapter_config.json").toFile())
            .path("base_model_name_or_path")
            .asText())
        .isEqualTo(model.toString());
    assertThat(alone.resolve("model.safetensors")).doesNotExist();
    assertThat(hash(merged.resolve("model.safetensors")))
        .isNotEqualTo(hash(model.resolve("model.safetensors")));
    Path rows = input("{\"ids\": [1, 40, 7, 100, 269]}");
    List<JsonNode> scored = new ArrayList<>();
    for (Path source : List.of(adapted, merged, gguf)) {
      CommandLineRun result =
          CommandLineRun.of("logprobs", source.toString(), "--input", rows.toString());
      assertThat(result.exitCode()).as(result.err()).isZero();
      scored.add(rows(result.out()).get(0).path("log_probs"));
    }
    for (int t = 1; t < 5; t++) {
      double ours = scored.get(0).get(t).asDouble();
      assertThat(scored.get(1).get(t).asDouble()).isCloseTo(ours, within(1e-4));
      assertThat(scored.get(2).get(t).asDouble()).isCloseTo(ours, within(0.2));
    }
  }

  @Test
  void aRecipeMustDefineItsPolicyInOneWay() throws IOException {
    refused(
        RECIPE.replace("model: MODEL", "model: x.gguf\n  tokenizer: characters"),
        "policy.tokenizer: 'model' has its own");
    refused(
        RECIPE.replace(
            "model: MODEL",
            "model: x.gguf\n  architecture: {type: decoder, layers: 1, width: 8, heads: 1}"),
        "policy.architecture: 'model' has its own");
    refused(RECIPE.replace("model: MODEL", "tokenizer: characters"), "give a pretrained model");
    refused(RECIPE.replace("model: MODEL", "modle: x.gguf"), "policy.modle", "model");
    refused(
        RECIPE.replace("MODEL", scratch.resolve("absent").toString()),
        "policy.model",
        "absent: there is no such file or folder");
  }

  @Test
  void anUnreadableModelIsReportedBeforeAnythingIsWritten() throws IOException {
    Path broken = Folder.copy(model, scratch.resolve("broken"));
    Files.writeString(
        broken.resolve("config.json"),
        Files.readString(broken.resolve("config.json")).replace("\"llama\"", "\"lama\""));
    refused(
        RECIPE.replace("MODEL", broken.toString()), "policy.model", "model_type", "lama", "llama");
    Path silent = Folder.copy(model, scratch.resolve("silent"));
    Files.delete(silent.resolve("tokenizer.json"));
    refused(RECIPE.replace("MODEL", silent.toString()), "policy.model", "has no tokenizer.json");
    CommandLineRun ids = CommandLineRun.of(
        "logprobs", silent.toString(), "--input", input("{\"ids\": [1, 2]}").toString());
    assertThat(ids.exitCode()).as("tokens need no tokenizer: " + ids.err()).isZero();
  }

  @Test
  void anotherTurnOfTheChatTemplateIsReportedOnlyWithDemonstrationsAndAfterFaults()
      throws IOException {
    String warning = "writes an assistant's turn differently";
    Path jinja = Files.writeString(
        scratch.resolve("turns.jinja"), "{{ 'Q: ' + messages[0].content + ' A: ' }}");
    String own = RECIPE
        .replace("MODEL", model.toString())
        .replaceFirst("template: .*", "template: {type: chat, file: " + jinja + "}");
    String sampling = own.replaceFirst("(?s)  - type: sft.*(?=  - type: grpo)", "");
    assertThat(dryRun(own).err()).contains(warning);
    assertThat(dryRun(sampling).err()).doesNotContain(warning);
    CommandLineRun faulty = dryRun(own.replace("max-tokens: 8", "max-tokens: 100000"));
    assertThat(faulty.exitCode()).isEqualTo(2);
    assertThat(faulty.err()).doesNotContain(warning);
  }

  private static CommandLineRun dryRun(String recipe) throws IOException {
    Path file = Files.writeString(scratch.resolve("dry.yaml"), recipe);
    return CommandLineRun.of("train", file.toString(), "--dry-run");
  }

  private static void refused(String recipe, String... words) throws IOException {
    Path file = Files.writeString(scratch.resolve("refused.yaml"), recipe);
    Path to = scratch.resolve("refused");
    CommandLineRun result = train(file, to);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).contains(words);
    assertThat(to).doesNotExist();
  }

  @Test
  void theDoctorAndADryRunReadAModel() throws IOException {
    Path recipe = recipe("examined", "");
    CommandLineRun dry = CommandLineRun.of("train", recipe.toString(), "--dry-run");
    assertThat(dry.exitCode()).as(dry.err()).isZero();
    assertThat(dry.out()).contains("model: " + model, "# planned memory: ");
    CommandLineRun doctor = CommandLineRun.of("doctor", recipe.toString(), "--problems", "10");
    assertThat(doctor.err()).doesNotContain("bug in Gradus");
    assertThat(doctor.out()).contains("context");
  }
}
