package io.gradus.experiments.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private static final int QUESTIONS = 100;

  @TempDir
  private Path folder;

  private Path evaluation(String name, IntPredicate right) throws IOException {
    Path path = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(path.resolve("answers"));
    Files.writeString(path.resolve("evaluation.json"), "{}");
    benchmark(path, "easy", right);
    return path;
  }

  private static void benchmark(Path path, String name, IntPredicate right) throws IOException {
    Files.writeString(
        path.resolve("answers/" + name + ".jsonl"),
        IntStream.range(0, QUESTIONS)
            .mapToObj(i ->
                "{\"row\": %d, \"scores\": {\"acc\": [%d]}, \"question\": \"q%d\", \"target\": \"1\"}\n"
                    .formatted(i, right.test(i) ? 1 : 0, i))
            .collect(Collectors.joining()));
  }

  @Test
  void aClearGainIsBetterAndASmallOneCannotBeTold() throws IOException {
    Path base = evaluation("base", i -> i < 40);
    Path tuned = evaluation("tuned", i -> i < 60);
    benchmark(base, "hard", i -> i < 10);
    benchmark(tuned, "hard", i -> i > 8 && i < 21);
    Comparison comparison = Comparison.of(base, tuned, 1);
    ScoreComparison easy = comparison.rows().get(0);
    assertThat(easy.answer()).isEqualTo(ScoreComparison.Answer.BETTER);
    assertThat(easy.difference()).isEqualTo(0.2);
    assertThat(easy.low()).isGreaterThan(0.1);
    assertThat(easy.adjusted()).isEqualTo(2 * easy.pValue());
    ScoreComparison hard = comparison.rows().get(1);
    assertThat(hard.answer()).isEqualTo(ScoreComparison.Answer.CANNOT_TELL);
    assertThat(hard.words()).contains("cannot tell").contains("points would probably show");
    assertThat(Comparison.of(tuned, base, 1).rows().get(0).answer())
        .isEqualTo(ScoreComparison.Answer.WORSE);
  }

  @Test
  void otherQuestionsAreNotCompared() throws IOException {
    Path base = evaluation("base", i -> i < 40);
    Path other = evaluation("other", i -> i < 40);
    Path answers = other.resolve("answers/easy.jsonl");
    Files.writeString(answers, Files.readString(answers).replace("\"q3\"", "\"another\""));
    assertThatThrownBy(() -> Comparison.of(base, other, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("easy acc: /3 asks another question on each side");
  }

  @Test
  void lastEvaluationsOfRunsAreCompared() throws IOException {
    String line =
        "{\"benchmark\": \"sums\", \"mode\": \"greedy\", \"problem_set\": \"p\", \"solved\": [%s]}\n";
    Path first = Files.createDirectories(folder.resolve("first"));
    Path second = Files.createDirectories(folder.resolve("second"));
    Files.writeString(first.resolve("evaluations.jsonl"), line.formatted("1.0, 1.0, 0.5, 0.0"));
    Files.writeString(
        second.resolve("evaluations.jsonl"),
        line.formatted("0.0, 0.0, 0.0, 0.0") + line.formatted("1.0, 1.0, \"unjudged\", 1.0"));
    Comparison comparison = Comparison.of(first, second, 1);
    ScoreComparison row = comparison.rows().get(0);
    assertThat(row.questions()).isEqualTo(3);
    assertThat(row.gained()).isEqualTo(1);
    assertThat(row.answer()).isEqualTo(ScoreComparison.Answer.CANNOT_TELL);
    assertThat(comparison.notes())
        .containsExactly("sums greedy: 1 questions were answered by one side only");
  }

  @Test
  void aFolderThatHoldsNeitherIsNamed() {
    assertThatThrownBy(() -> Comparison.of(folder, folder, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("holds neither an evaluation");
  }
}
