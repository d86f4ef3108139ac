package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.policy.PeftAdapter;
import io.gradus.core.tensorfile.Safetensors;
import io.gradus.experiments.cli.CommandLineRun;
import io.gradus.experiments.cli.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that trains an adapter over a base in eight bits, with moments in eight bits and layers that run again. */
class AdaptedRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TINY =
      Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath().toString();

  @TempDir
  private Path folder;

  private static String[] train(Path run, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", TINY, "--run", run.toString()));
    for (String setting : List.of(
        "policy.lora={rank: 64, alpha: 128, base: int8}",
        "activation-checkpointing=true",
        "memory=1GiB",
        "sft.plan.steps=6",
        "sft.optimizer.states=8bit",
        "grpo.optimizer.states=8bit",
        "grpo.plan.steps=6",
        "checkpoint.keep=20")) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  @Test
  void itsCheckpointsHoldTheAdapterAloneAndItGoesOnWithTheSameBits() throws IOException {
    Path whole = folder.resolve("whole");
    CommandLineRun first = CommandLineRun.of(train(whole));
    assertThat(first.exitCode()).as(first.err()).isZero();
    Path checkpoint = whole.resolve("checkpoints/2-grpo-000003");
    assertThat(checkpoint.resolve(PeftAdapter.CONFIG)).exists();
    assertThat(checkpoint.resolve("model.safetensors")).doesNotExist();
    try (Safetensors tensors = Safetensors.open(checkpoint.resolve(PeftAdapter.TENSORS));
        Safetensors moments = Safetensors.open(checkpoint.resolve("optimizer.safetensors"))) {
      assertThat(tensors.tensors()).hasSize(2 * 7 * 2).allMatch(t -> t.name().contains(".lora_"));
      assertThat(moments.tensors())
          .allMatch(t -> t.name().contains(".lora_"))
          .anyMatch(t -> t.name().startsWith("first.codes."));
    }

    // As if it had been killed after the third step of its second stage.
    Path cut = Folder.copy(whole, folder.resolve("cut"));
    for (String later : List.of("2-grpo-000006")) {
      delete(cut.resolve("checkpoints").resolve(later));
    }
    for (int step = 4; step <= 6; step++) {
      Files.delete(cut.resolve("rollouts/2-grpo/step-%06d.jsonl.gz".formatted(step)));
    }
    Files.delete(cut.resolve("result.json"));
    CommandLineRun second = CommandLineRun.of(train(cut, "--resume"));
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.err()).contains("going on from checkpoint 2-grpo-000003");
    assertThat(result(cut).path("weights_sha256")).isEqualTo(result(whole).path("weights_sha256"));

    CommandLineRun sampled =
        CommandLineRun.of("sample", whole.toString(), "1+2=", "--max-tokens", "4");
    assertThat(sampled.exitCode()).as(sampled.err()).isZero();
  }

  private static JsonNode result(Path run) throws IOException {
    return JSON.readTree(run.resolve("result.json").toFile());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aDryRunPrintsThePlanAndWhatItChose() throws IOException {
    CommandLineRun run = CommandLineRun.of("train", TINY, "--dry-run", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode plan = JSON.readTree(run.out());
    assertThat(plan.path("micro_batch_tokens").asInt()).isEqualTo(6144);
    assertThat(plan.path("activation_checkpointing").asBoolean()).isFalse();
    assertThat(plan.path("memory_total").asLong()).isPositive();
  }

  @Test
  void lessMemoryThanTheRecipeNeedsIsRefusedBeforeAnythingIsAllocated() {
    CommandLineRun run = CommandLineRun.of("train", TINY, "--dry-run", "--set", "memory=64MiB");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("memory: the least that this recipe can do with is ", "it may take 64 MiB")
        .doesNotContain("at io.gradus");
    CommandLineRun odd = CommandLineRun.of("train", TINY, "--dry-run", "--set", "memory=much");
    assertThat(odd.err()).contains("must be auto or a size such as 12GiB or 800MiB");
  }

  @Test
  void dropoutInAGrpoStageIsRefusedUnlessItSaysHowMuchMayDiffer() {
    CommandLineRun run =
        CommandLineRun.of("train", TINY, "--dry-run", "--set", "policy.lora={dropout: 0.1}");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("policy.lora.dropout", "max-difference");
  }
}
