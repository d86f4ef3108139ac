package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.experiments.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run may train on completions that top-k and top-p cut, because the trainer normalises over the tokens that they
 * kept.
 */
class TruncatedSamplingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TINY =
      Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath().toString();

  @TempDir
  Path folder;

  private CommandLineRun train(String run, int steps, String sampling, String... more) {
    List<String> arguments = new ArrayList<>(List.of(
        "train",
        TINY,
        "--run",
        folder.resolve(run).toString(),
        "--set",
        "grpo.plan.steps=" + steps,
        "--set",
        "grpo.plan.epochs-per-step=1",
        "--set",
        "grpo.plan.minibatch=16",
        "--set",
        sampling));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(new String[0]));
  }

  private List<JsonNode> metrics(String run) throws IOException {
    List<JsonNode> steps = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"))) {
      JsonNode step = JSON.readTree(line);
      if (step.path("stage").asText().equals("grpo")) {
        steps.add(step);
      }
    }
    return steps;
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpo.sampling.top-p=0.8", "grpo.sampling.top-k=5"})
  void theFirstRatioIsOne(String sampling) throws IOException {
    CommandLineRun run = train("cut", 3, sampling);
    assertThat(run.exitCode()).as(run.err()).isZero();
    List<JsonNode> steps = metrics("cut");
    assertThat(steps).hasSize(3);
    for (JsonNode step : steps) {
      assertThat(step.path("ratio_deviation").asDouble(1)).isLessThan(1e-4);
      assertThat(step.path("sampler_trainer_difference").asDouble(1)).isLessThan(1e-4);
      assertThat(step.path("sampling/kept_tokens").asDouble()).isBetween(1.0, 12.0);
    }
  }

  @Test
  void aResumedStepReadsTheKeptTokensOfItsRecordedCompletions() throws IOException {
    CommandLineRun whole = train("whole", 6, "grpo.sampling.top-p=0.8");
    assertThat(whole.exitCode()).as(whole.err()).isZero();
    CommandLineRun part = train("part", 4, "grpo.sampling.top-p=0.8");
    assertThat(part.exitCode()).as(part.err()).isZero();
    // The recorded completions of steps 5 and 6 are there, as if the run had been killed behind its
    // checkpoint.
    Path rollouts = folder.resolve("part").resolve("rollouts");
    for (Path file : files(folder.resolve("whole").resolve("rollouts"))) {
      Path copy = rollouts.resolve(file.getFileName());
      if (!Files.exists(copy)) {
        Files.copy(file, copy);
      }
    }
    CommandLineRun resumed = train("part", 6, "grpo.sampling.top-p=0.8", "--resume");
    assertThat(resumed.exitCode()).as(resumed.err()).isZero();
    assertThat(metrics("part").get(5).path("gradient_norm"))
        .isEqualTo(metrics("whole").get(5).path("gradient_norm"));
    assertThat(metrics("part").get(5).path("sampling/kept_tokens"))
        .isEqualTo(metrics("whole").get(5).path("sampling/kept_tokens"));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
