package io.gradus.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.experiments.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped recipe of each guided method runs for two steps, and the method acts in them. */
class GuidedRecipesTest {
  @ParameterizedTest
  @CsvSource({
    "luffy, traces/used",
    "luffy-dapo, traces/used",
    "chord, traces/used",
    "ghpo, hints/groups",
    "questa, pass_rate"
  })
  void aRecipeRunsForTwoStepsAndItsMethodActs(String name, String figure, @TempDir Path folder)
      throws IOException {
    Path run = folder.resolve("run");
    List<String> words =
        new ArrayList<>(List.of("train", "../recipes/" + name + ".yaml", "--run", run.toString()));
    boolean warm = !name.startsWith("luffy");
    for (String setting : List.of(
        "stages.grpo.plan.steps=2",
        "stages.grpo.plan.problems-per-step=2",
        "device=cpu",
        "evaluation.every=2",
        "evaluation.benchmarks[0].problems=2")) {
      words.addAll(List.of("--set", setting));
    }
    if (warm) {
      words.addAll(List.of("--set", "stages.sft.plan.steps=2"));
    }
    if (name.equals("ghpo")) {
      words.addAll(List.of("--set", "stages.grpo.gathering.cold-start=0"));
    }
    CommandLineRun trained = CommandLineRun.of(words.toArray(new String[0]));
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    List<JsonNode> steps = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode step = new ObjectMapper().readTree(line);
      if (step.get("stage").asText().equals("grpo")) {
        steps.add(step);
      }
    }
    assertThat(steps).hasSize(2);
    assertThat(steps).allSatisfy(step -> {
      assertThat(step.has(figure)).as("%s in %s", figure, step).isTrue();
      if (!name.equals("questa")) {
        assertThat(step.get(figure).asDouble()).isPositive();
        assertThat(step.get("groups/trained").asInt()).isEqualTo(2);
      }
    });
    if (name.startsWith("luffy") || name.equals("chord")) {
      assertThat(steps.get(0).get("gradient_norm").asDouble())
          .as("untrained weights solve nothing, so the traces alone have a gradient")
          .isPositive();
      assertThat(steps.get(0).get("traces/imitated").asDouble()).isPositive();
      assertThat(steps.get(0).get("pass_rate").asDouble())
          .as("the policy solves nothing, and the trace is not its own")
          .isZero();
      assertThat(trained.err()).doesNotContain("nothing can be learned");
      assertThat(trained.out()).contains("grpo: all 2 steps had signal", "and demonstrations in");
    }
  }
}
