package io.gradus.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Dataset;
import io.gradus.core.DatasetContract;
import io.gradus.core.Problem;
import io.gradus.core.SharedData;
import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountdownFileTest extends DatasetContract {
  @TempDir
  Path folder;

  private Path file;

  @BeforeEach
  void writeAFile() throws IOException {
    Countdown generated = CountdownTest.countdown(3, "+-*/", Split.TRAIN, 1, 0, 0);
    String lines = generated.first(60).stream()
        .map(p -> "{\"input\": \"%s\", \"output\": \"%s\"}\n"
            .formatted(p.attributes().get("numbers"), p.attributes().get("target")))
        .collect(Collectors.joining());
    file = Pack.write(folder.resolve("tinyzero.jsonl"), Pack.utf8(lines));
  }

  @Override
  protected Dataset dataset() {
    return new CountdownFile(file, "+-*/", CountdownStyle.PADDED);
  }

  @Override
  protected Optional<Dataset> heldOut() {
    return Optional.empty();
  }

  static Countdown excluding(Path file, Split split) {
    return new Countdown(
        3,
        1,
        20,
        10,
        "+-",
        CountdownStyle.PADDED,
        split,
        Optional.of(file),
        CountdownNotation.REVERSED,
        0.6,
        0.24,
        0.16,
        8);
  }

  @Test
  void excludedProblemsAreNeverGenerated() throws IOException {
    Countdown open = new Countdown(
        3,
        1,
        20,
        10,
        "+-",
        CountdownStyle.PADDED,
        Split.TRAIN,
        Optional.empty(),
        CountdownNotation.REVERSED,
        0.6,
        0.24,
        0.16,
        8);
    // the numbers in reverse: their order does not make another problem
    String lines = open.first(200).stream()
        .map(p -> {
          List<Integer> sorted = CountdownKey.of(p.attributes()).sorted();
          return "{\"nums\": [%d, %d, %d], \"target\": %s}\n"
              .formatted(
                  sorted.get(2), sorted.get(0), sorted.get(1), p.attributes().get("target"));
        })
        .collect(Collectors.joining());
    Path excluded = Pack.write(folder.resolve("excluded.jsonl"), Pack.utf8(lines));
    Set<CountdownKey> keys = CountdownProblems.keys(excluded);
    assertThat(keys).hasSize(200);
    Countdown training = excluding(excluded, Split.TRAIN);
    int without = 0;
    for (int i = 0; i < 3_000; i++) {
      assertThat(keys)
          .doesNotContain(CountdownKey.of(training.problem(1, i, 0, 1).attributes()));
      without += keys.contains(CountdownKey.of(open.problem(1, i, 0, 1).attributes())) ? 1 : 0;
    }
    assertThat(without).isPositive();
  }

  @Test
  void invalidRowsAreReported() throws IOException {
    Path bad = Pack.write(
        folder.resolve("bad.jsonl"),
        Pack.utf8("{\"input\": \"1,2,x\", \"output\": \"3\"}\n{\"in\": 1}\n"));
    assertThatThrownBy(() -> excluding(bad, Split.TRAIN).problem(1, 1, 0, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(
            "bad.jsonl:1: no countdown problem: expected whole numbers",
            "bad.jsonl:2: no countdown problem: expected the fields input and output, or nums and target. The row has: in");
  }

  @Test
  void theGeneratorCoversAndSolvesTinyZerosProblems() {
    Path tinyZero = SharedData.require("countdown/countdown_cd3_test.jsonl");
    CountdownFile all = new CountdownFile(tinyZero, "+-*/", CountdownStyle.COMPACT);
    assertThat(all.size()).hasValue(256);
    assertThat(all.first(1).get(0).question()).isEqualTo("30,100,93:23");
    for (Problem p : all.first(256)) {
      CountdownKey key = CountdownKey.of(p.attributes());
      assertThat(key.sorted()).hasSize(3).allSatisfy(n -> assertThat(n).isBetween(1, 100));
      assertThat(Expression.of(p.answer()).value()).isEqualTo(key.target()).isBetween(1L, 100L);
    }
    CountdownFile plusMinus = new CountdownFile(tinyZero, "+-", CountdownStyle.COMPACT);
    assertThat(plusMinus.first(256).stream().filter(p -> !p.answer().isEmpty())).hasSize(229);
  }

  @Test
  void tinyZerosProblemsAreExcludedFromTraining() {
    Path tinyZero = SharedData.require("countdown/countdown_cd3_test.jsonl");
    Set<CountdownKey> keys = CountdownProblems.keys(tinyZero);
    Countdown training = excluding(tinyZero, Split.TRAIN);
    for (int i = 0; i < 5_000; i++) {
      assertThat(keys)
          .doesNotContain(CountdownKey.of(training.problem(2, i, 0, 1).attributes()));
    }
  }
}
