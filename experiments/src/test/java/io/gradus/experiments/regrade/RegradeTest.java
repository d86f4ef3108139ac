package io.gradus.experiments.regrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Reward;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.experiments.score.NamedReward;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegradeTest {
  @TempDir
  private Path folder;

  private static Reward reward() {
    return NamedReward.of(Components.load(), "math-answer", "{\"leniency\": \"lenient\"}");
  }

  private Regraded graded(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return new Regrade(reward(), row -> {}).file(file);
  }

  @Test
  void theShippedSolutionsHaveTheirPublishedScore() {
    Regraded shipped = new Regrade(reward(), row -> {}).shipped();
    assertThat(shipped.graded()).isEqualTo(1_319);
    assertThat(shipped.recorded()).isEqualTo(742 / 1_319.0);
    assertThat(shipped.agreeing()).isEqualTo(1_319);
    assertThat(shipped.mean()).isEqualTo(shipped.recorded());
  }

  @Test
  void samplesOfLmEvalAreRead() throws IOException {
    Regraded graded = graded("samples_gsm8k.jsonl", """
        {"doc_id": 0, "doc": {"question": "1+1?", "answer": "#### 2"}, "target": "2", "arguments": {}, "resps": [["It is 2."]], "filtered_resps": ["2"], "filter": "strict-match", "metrics": ["exact_match"], "exact_match": 0.0}
        {"doc_id": 1, "doc": {"question": "1+2?"}, "target": "3", "resps": [["It is 4."]], "filter": "strict-match", "metrics": ["exact_match"], "exact_match": 0.0}
        """);
    assertThat(graded.format()).isEqualTo("samples of lm-evaluation-harness");
    assertThat(graded.completions()).isEqualTo(2);
    assertThat(graded.gained()).isEqualTo(1);
    assertThat(graded.agreeing()).isEqualTo(1);
    assertThat(graded.changes().get(0).problem()).isEqualTo("0 strict-match");
    assertThatThrownBy(() -> graded("choices.jsonl", """
        {"doc_id": 0, "doc": {}, "target": "2", "resps": [[["-1.5", "False"]], [["-2.5", "False"]]], "filter": "none"}
        """))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("holds log-likelihoods and no text");
  }

  private static final String SAMPLE = """
      {"id": 7, "epoch": 1, "input": [{"role": "user", "content": "1+1?"}], "target": ["2"],
       "messages": [], "output": {"model": "m", "choices": [{"message": {"role": "assistant",
       "content": [{"type": "text", "text": "So \\\\boxed{2}"}]}, "stop_reason": "stop"}]},
       "scores": {"match": {"value": "C", "answer": "2"}}}""";

  @Test
  void logsOfInspectAreRead() throws IOException {
    String log =
        "{\"version\": 2, \"status\": \"success\", \"eval\": {\"task\": \"t\"},\n\"samples\": [\n%s\n]\n}\n"
            .formatted(SAMPLE);
    Regraded graded = graded("log.json", log);
    assertThat(graded.format()).isEqualTo("log of inspect-ai");
    assertThat(graded.agreeing()).isEqualTo(1);
    assertThat(graded.mean()).isEqualTo(1);
    assertThatThrownBy(() -> graded("new.json", log.replace("\"version\": 2", "\"version\": 3")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has version 3, but only versions 1 and 2");
    Path archive = folder.resolve("log.eval");
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("samples/7_epoch_1.json"));
      zip.write(SAMPLE.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    assertThat(new Regrade(reward(), row -> {}).file(archive).agreeing()).isEqualTo(1);
  }

  @Test
  void rolloutsAndAnswersOfGradusAreRead() throws IOException {
    Regraded rollouts = graded("step-000001.jsonl", """
        {"step": 1, "problem_id": "p", "prompt": "1+1=", "answer": "2", "completion": "\\\\boxed{2}", "finish": "stop", "verdict": "correct"}
        {"step": 1, "problem_id": "p", "prompt": "1+1=", "answer": "2", "completion": "thinking", "finish": "length", "verdict": "truncated"}
        """);
    assertThat(rollouts.format()).isEqualTo("rollouts of Gradus");
    assertThat(rollouts.agreeing()).isEqualTo(2);
    assertThat(rollouts.verdicts()).containsEntry("correct", 1L);
    Regraded answers = graded("gsm8k.jsonl", """
        {"row": 0, "scores": {"strict": [1.0, 0.0]}, "question": "1+1?", "target": "2", "answers": [{"text": "#### 2", "finish": "eos"}, {"text": "#### 3", "finish": "stop"}]}
        """);
    assertThat(answers.format()).isEqualTo("answers of gradus eval");
    assertThat(answers.agreeing()).isEqualTo(2);
  }

  @Test
  void aLogOfAnUnknownFormatIsRefused() {
    assertThatThrownBy(() -> graded("x.jsonl", "{\"a\": 1}\n"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("line 1 has no known format. Known: rollouts and answers of Gradus");
    assertThatThrownBy(() -> graded("y.jsonl", "{\"a\": 1,\n"))
        .hasMessageContaining("ends in the middle of a JSON value");
  }

  @Test
  void anUnknownVerifierIsNamed() {
    assertThatThrownBy(() -> NamedReward.of(Components.load(), "math-anser", "{}"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("math-answer");
    assertThatThrownBy(() -> NamedReward.of(Components.load(), "math-answer", "[]"))
        .hasMessageContaining("--options: expected a JSON object");
  }
}
