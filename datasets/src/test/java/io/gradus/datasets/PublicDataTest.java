package io.gradus.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Problem;
import io.gradus.core.SharedData;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The documented mappings, on the public files if they are present. */
class PublicDataTest {

  private static FileDataset read(
      Path path, FileDataset.Fields fields, Optional<String> after, boolean boxed) {
    return FileDatasetTest.reading(path, fields, after, boxed);
  }

  @Test
  void gsm8k() {
    FileDataset.Fields fields =
        new FileDataset.Fields("question", "answer", Optional.of("answer"), Optional.empty());
    FileDataset train =
        read(SharedData.require("gsm8k/train.jsonl"), fields, Optional.of("#### "), false);
    assertThat(train.size()).hasValue(7473);
    assertThat(train.first(7473)).allSatisfy(p -> {
      assertThat(p.answer()).matches("-?[0-9.]+");
      assertThat(p.demonstration().orElseThrow().reasoning()).doesNotContain("<<", "####");
    });
  }

  @Test
  void math() {
    FileDataset.Fields fields =
        new FileDataset.Fields("problem", "solution", Optional.of("solution"), Optional.empty());
    FileDataset test =
        read(SharedData.require("math/math_test_5000.jsonl"), fields, Optional.empty(), true);
    assertThat(test.size().orElseThrow()).isBetween(4_990L, 5_000L);
    FileDataset.Fields given =
        new FileDataset.Fields("problem", "answer", Optional.empty(), Optional.of("unique_id"));
    FileDataset math500 =
        read(SharedData.require("math/math500.jsonl"), given, Optional.empty(), false);
    List<Problem> problems = math500.first(500);
    FileDataset boxed = read(
        SharedData.require("math/math500.jsonl"),
        new FileDataset.Fields("problem", "solution", Optional.empty(), Optional.empty()),
        Optional.empty(),
        true);
    List<Problem> found = boxed.first(500);
    long same = 0;
    for (int i = 0; i < 500; i++) {
      same += problems.get(i).answer().equals(found.get(i).answer()) ? 1 : 0;
    }
    assertThat(same).isGreaterThan(450);
  }

  @Test
  void svampAndHumanEvalAndMmlu() {
    FileDataset svamp = read(
        SharedData.require("svamp/SVAMP.json"),
        new FileDataset.Fields("{Body} {Question}", "Answer", Optional.empty(), Optional.of("ID")),
        Optional.empty(),
        false);
    assertThat(svamp.size()).hasValue(1000);
    FileDataset humanEval = read(
        SharedData.require("humaneval/HumanEval.jsonl.gz"),
        new FileDataset.Fields("prompt", "", Optional.empty(), Optional.of("task_id")),
        Optional.empty(),
        false);
    assertThat(humanEval.size()).hasValue(164);
  }
}
