package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the warnings about problems that cause no error: each names the step and a sample. */
class WarningsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  Path folder;

  @Test
  void aConstantRewardIsReported() throws IOException {
    CommandLineRun run = trained(
        "grpo.objective.reward={type: clip, min: 5, max: 6, reward: {type: arithmetic-answer}}");
    List<String> warnings = warnings();
    assertThat(warnings)
        .anySatisfy(w -> assertThat(w)
            .startsWith("step 1: every one of ")
            .contains("has the reward 5.0", "nothing can be learned from it", "A sample: "))
        .anySatisfy(w -> assertThat(w).startsWith("step 2: every one of "));
    assertThat(run.err()).contains("warning: step 1: every one of ");
  }

  @Test
  void aBatchWithoutSignalChangesNothingAndIsReported() throws IOException {
    CommandLineRun run = trained(
        "grpo.objective.reward={type: clip, min: 5, max: 6, reward: {type: arithmetic-answer}}");
    assertThat(warnings())
        .anySatisfy(w -> assertThat(w)
            .startsWith("step 1: 8 groups were drawn, but only 0 of the 4 wanted")
            .contains("Training continues with none of them"));
    assertThat(run.err()).contains("Training continues with none of them");
    assertThat(metrics()).noneMatch(line -> line.has("gradient_norm") && grpo(line));
  }

  @Test
  void completionsThatAllRunOutOfTokensAreReported() throws IOException {
    // Neither of two completions begins with the end token; with many completions, one might.
    CommandLineRun run = trained(
        "grpo.sampling.max-tokens=1",
        "grpo.plan.problems-per-step=1",
        "grpo.plan.group-size=2",
        "grpo.plan.minibatch=2");
    assertThat(warnings())
        .anySatisfy(w -> assertThat(w)
            .matches("(?s)step [12]: all \\d+ completions ran out of their token budget.*")
            .contains("Raise sampling.max-tokens", "A sample: "));
    assertThat(run.err()).contains("completions ran out of their token budget");
  }

  private CommandLineRun trained(String... settings) {
    List<String> more = new ArrayList<>(List.of("--set", "evaluation.benchmarks=[]"));
    for (String setting : settings) {
      more.addAll(List.of("--set", setting));
    }
    CommandLineRun run = TinyRun.train(folder.resolve("run"), more.toArray(new String[0]));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private static boolean grpo(JsonNode line) {
    return line.path("stage").asText().equals("grpo");
  }

  private List<JsonNode> metrics() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("run/metrics.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private List<String> warnings() throws IOException {
    List<String> warnings = new ArrayList<>();
    for (JsonNode line : metrics()) {
      line.path("warnings").forEach(w -> warnings.add(w.asText()));
    }
    return warnings;
  }
}
