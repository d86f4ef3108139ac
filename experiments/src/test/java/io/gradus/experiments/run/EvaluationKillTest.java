package io.gradus.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.experiments.harness.AnswerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that a killed and repeated evaluation has every answer once, with the same bits as an uninterrupted one.
 * {@code -Dgradus.kills=20} sets more kills, {@code -Dgradus.kill.seed=N} other instants.
 */
class EvaluationKillTest {
  private static final int KILLS = Integer.getInteger("gradus.kills", 3);
  private static final long SEED = Long.getLong("gradus.kill.seed", 17);
  private static final int QUESTIONS = 3_000;
  /** Longest time between two kills that an evaluation is given beyond its start, in ms. */
  private static final int SPAN = 1_500;

  @TempDir
  Path folder;

  private GradusProcess eval(String output) throws IOException {
    return new GradusProcess(
        folder,
        "eval",
        "run",
        "--benchmarks",
        "suite.yaml",
        "--output",
        output,
        "--batch-tokens",
        "100");
  }

  /** Waits until the first answer is in the file; returns false if the evaluation ends before. */
  private boolean answered(String output, GradusProcess process) throws InterruptedException {
    Path file = folder.resolve(output + "/answers/sums.jsonl");
    while (!process.killedOrEnded()) {
      if (Files.exists(file) && file.toFile().length() > 0) {
        return true;
      }
      Thread.sleep(2);
    }
    return false;
  }

  private Map<Integer, JsonNode> answers(String output) {
    Map<Integer, JsonNode> answers = new TreeMap<>();
    for (JsonNode line : new AnswerFile(folder.resolve(output + "/answers/sums.jsonl")).lines()) {
      assertThat(answers.put(line.path("row").asInt(), line)).isNull();
    }
    return answers;
  }

  @Test
  void anEvaluationKilledAtRandomInstantsHasEveryAnswerOnce() throws Exception {
    Path recipe = Path.of("src/test/resources/recipes/tiny.yaml").toAbsolutePath();
    GradusProcess training = new GradusProcess(
        folder,
        "train",
        recipe.toString(),
        "--run",
        "run",
        "--set",
        "sft.plan.steps=2",
        "--set",
        "grpo.plan.steps=1");
    assertThat(training.await(300)).as(training.errors()).isZero();
    Files.writeString(
        folder.resolve("sums.jsonl"),
        IntStream.range(0, QUESTIONS)
            .mapToObj(i -> "{\"a\": %d, \"b\": %d}".formatted(i % 50, i / 50))
            .collect(Collectors.joining("\n")));
    Files.writeString(folder.resolve("suite.yaml"), """
        benchmarks:
        - type: multiple-choice
          name: sums
          data: {path: sums.jsonl}
          prompt: {question: "{{a}}+{{b}}=", delimiter: ""}
          choices: "{{[a + b, a + b + 1] | map('string') | list | tojson}}"
          gold: "0"
        """);
    GradusProcess whole = eval("whole");
    assertThat(whole.await(600)).as(whole.errors()).isZero();
    assertThat(answers("whole")).hasSize(QUESTIONS);

    Random random = new Random(SEED);
    int kills = 0;
    int within = 0;
    while (kills < KILLS) {
      GradusProcess process = eval("killed");
      process.awaitWords("sums: 3,000 questions", 120);
      // The first kill waits for an answer, so that one kill is in the middle on machines of every
      // speed.
      boolean ended = kills == 0 && !answered("killed", process);
      if (!ended && process.killAfter(kills == 0 ? 0 : random.nextInt(SPAN))) {
        kills++;
        int known = answers("killed").size();
        within += known > 0 && known < QUESTIONS ? 1 : 0;
      } else {
        assertThat(process.await(1)).as(process.errors()).isZero();
        assertThat(answers("killed")).isEqualTo(answers("whole"));
        Files.delete(folder.resolve("killed/answers/sums.jsonl"));
      }
    }
    GradusProcess last = eval("killed");
    assertThat(last.await(600)).as(last.errors()).isZero();
    assertThat(answers("killed")).isEqualTo(answers("whole"));
    assertThat(within).as("kills in the middle").isPositive();
    System.out.printf("killed %d times, %d of them in the middle (seed %d)%n", kills, within, SEED);
  }
}
