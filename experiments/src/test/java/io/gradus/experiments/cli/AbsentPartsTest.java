package io.gradus.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses a run whose reward is in a jar that is not on the class path. */
class AbsentPartsTest {
  private static final String WARNING =
      "stages[1].objective.reward.terms[0].reward.type: unknown 'my-reward'";

  @TempDir
  static Path scratch;

  private static Path run = Path.of("");

  @BeforeAll
  static void trainWithAnotherReward() throws IOException {
    run = scratch.resolve("run");
    CommandLineRun trained = TinyRun.train(run);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    Path recipe = run.resolve("recipe.yaml");
    String text = Files.readString(recipe);
    int reward = text.indexOf("reward:");
    int type = text.indexOf("type: arithmetic-answer", reward);
    Files.writeString(
        recipe,
        text.substring(0, type)
            + text.substring(type).replaceFirst("arithmetic-answer", "my-reward"));
  }

  private static CommandLineRun works(String... arguments) {
    CommandLineRun result = CommandLineRun.of(arguments);
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result;
  }

  @Test
  void samplesNeedNoReward() {
    assertThat(works("sample", run.toString(), "1+2", "--max-tokens", "4").err())
        .contains(WARNING, "Nothing here needs it");
  }

  @Test
  void exportsNeedNoReward() {
    works("export", run.toString(), "--to", scratch.resolve("exported").toString());
  }

  @Test
  void reportsNeedNoReward() {
    works("report", run.toString());
  }

  @Test
  void logProbsNeedNoReward() throws IOException {
    Path rows = Files.writeString(scratch.resolve("rows.jsonl"), "{\"text\": \"1+2\"}\n");
    works("logprobs", run.toString(), "--input", rows.toString());
  }

  @Test
  void benchmarksOfAnotherRecipeNeedNoRewardOfTheRun() {
    works("eval", run.toString(), "--recipe", TinyRun.RECIPE.toString());
  }

  @Test
  void theRunsOwnBenchmarksAndTrainingNeedIt() {
    for (CommandLineRun refused : new CommandLineRun[] {
      CommandLineRun.of("eval", run.toString()),
      CommandLineRun.of("train", run.resolve("recipe.yaml").toString())
    }) {
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).contains(WARNING, "--classpath");
    }
  }
}
