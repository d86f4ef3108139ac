package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.policy.PeftAdapter;
import io.gradus.core.tensorfile.Safetensors;
import io.gradus.experiments.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that trains an adapter on an 8-bit base, with 8-bit moments and activation checkpointing. */
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
        "grpo.objective.reward={type: tag-count}",
        "grpo.objective.reference.beta=0.5",
        "grpo.optimizer.learning-rate=3.0e-3",
        "checkpoint.keep=20")) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  @Test
  void checkpointsContainOnlyTheAdapterAndAResumeGivesTheSameBits() throws IOException {
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

    FinishedRun finished = new FinishedRun(whole);
    // The resumed steps learn, and their reference has an effect, so a state that is not restored
    // changes the bits.
    List<JsonNode> steps = finished.lines("metrics.jsonl");
    for (JsonNode step : steps.subList(steps.size() - 3, steps.size())) {
      assertThat(step.path("gradient_norm").asDouble()).isGreaterThan(1e-3);
      assertThat(step.path("loss/kl").asDouble()).isGreaterThan(1e-5);
    }
    FinishedRun cut = finished.cutAfter(3, 3, folder.resolve("cut"));
    CommandLineRun second = CommandLineRun.of(train(cut.folder(), "--resume"));
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.err()).contains("continuing from checkpoint 2-grpo-000003");
    assertThat(cut.weights()).isEqualTo(finished.weights());
    assertThat(cut.lines("metrics.jsonl")).isEqualTo(steps);

    CommandLineRun sampled =
        CommandLineRun.of("sample", whole.toString(), "1+2=", "--max-tokens", "4");
    assertThat(sampled.exitCode()).as(sampled.err()).isZero();
  }

  @Test
  void aDryRunPrintsTheMemoryPlanAndTheChosenSettings() throws IOException {
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
        .contains("memory: this recipe needs at least ", "its limit is 64 MiB")
        .doesNotContain("at io.gradus");
    CommandLineRun odd = CommandLineRun.of("train", TINY, "--dry-run", "--set", "memory=much");
    assertThat(odd.err()).contains("must be auto or a size such as 12GiB or 800MiB");
  }

  @Test
  void dropoutInAGrpoStageIsRefusedWithoutMaxDifference() {
    CommandLineRun run =
        CommandLineRun.of("train", TINY, "--dry-run", "--set", "policy.lora={dropout: 0.1}");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("policy.lora.dropout", "max-difference");
  }
}
