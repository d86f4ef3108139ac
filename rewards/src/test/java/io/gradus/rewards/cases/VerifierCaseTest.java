package io.gradus.rewards.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Rows as other files of the same format may have them: fields that are missing, or more than we know. */
class VerifierCaseTest {
  private static JsonNode row(String json) throws JsonProcessingException {
    return new ObjectMapper().readTree(json.replace('\'', '"'));
  }

  @Test
  void fieldsThatDoNotCountMayBeMissingNullOrMore() throws JsonProcessingException {
    MathCase bare = MathCase.of(
        row("{'gold': '1/2', 'pred': '0.5', 'expected': true, 'extraction': 'answer'}"));
    assertThat(bare.id()).isEmpty();
    assertThat(bare.judge().agrees()).isTrue();
    MathCase full = MathCase.of(row("{'id': 7, 'gold': '1/2', 'pred': '0.5', 'expected': true,"
        + " 'extraction': 'answer', 'precision': null, 'note': null, 'weight': {'a': [1]}}"));
    assertThat(full.id()).isEqualTo("7");
    assertThat(full.policy()).isEqualTo(bare.policy());
    FormatCase format = FormatCase.of(
        row("{'reward': 'openr1.tag_count_reward', 'text': 'x', 'expected': 0, 'extra': 1}"));
    assertThat(format.judge().agrees()).isTrue();
  }

  @Test
  void whatTheOptionalFieldsSayIsKept() throws JsonProcessingException {
    String pair = "{'gold': '$\\\\frac{4}{3}$', 'pred': '$1.333$', 'extraction': 'mixed', ";
    assertThat(
            MathCase.of(row(pair + "'expected': true, 'precision': 3}")).judge().agrees())
        .isTrue();
    assertThat(MathCase.of(row(pair + "'expected': false, 'precision': 6}"))
            .judge()
            .agrees())
        .isTrue();
    MathCase bug = MathCase.of(row("{'gold': '1', 'pred': '2', 'expected': true,"
        + " 'extraction': 'answer', 'note': 'UPSTREAM BUG pinned in test'}"));
    assertThat(bug.agree()).isFalse();
    assertThat(bug.judge().agrees()).isTrue();
  }

  @Test
  void aWrongExpectationIsADisagreement() throws JsonProcessingException {
    VerifierCase.Outcome math = MathCase.of(
            row("{'gold': '1', 'pred': '2', 'expected': true, 'extraction': 'answer'}"))
        .judge();
    assertThat(math.agrees()).isFalse();
    assertThat(math.found()).isEqualTo("false (wrong)");
    VerifierCase.Outcome format = FormatCase.of(
            row("{'reward': 'trl.think_format_reward', 'text': 'x', 'expected': 1.0}"))
        .judge();
    assertThat(format.agrees()).isFalse();
    assertThat(format.found()).isEqualTo("0.0");
  }

  @Test
  void codeIsExtractedOrNot() throws JsonProcessingException {
    String text = "{'kind': 'extract', 'text': '```python\\nprint(1)\\n```', ";
    assertThat(
            ExtractionCase.of(row(text + "'expected': 'print(1)\\n'}")).judge().agrees())
        .isTrue();
    assertThat(ExtractionCase.of(row(text + "'expected': null}")).judge().agrees())
        .isFalse();
    assertThat(ExtractionCase.of(row(text + "'lang': 'java', 'expected': null}"))
            .judge()
            .agrees())
        .isTrue();
  }

  @Test
  void fieldsThatCountAreToldAllAtOnce() {
    assertThatThrownBy(() -> MathCase.of(
            row("{'gold': 1, 'expected': 'yes', 'extraction': 'latx', 'precision': 1.5}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "extraction: unknown 'latx'. Known: answer, cot, cot-boxed-only",
            "precision: expected a whole number, but is '1.5'",
            "pred: missing",
            "gold: expected a text, but is '1'",
            "expected: expected true or false, but is 'yes'");
    assertThatThrownBy(() -> FormatCase.of(row("{'reward': 'trl.think', 'expected': null}")))
        .hasMessageContainingAll(
            "reward: unknown 'trl.think'. Known: trl.think_format_reward",
            "text: missing",
            "expected: missing");
    assertThatThrownBy(() -> ExtractionCase.of(row("{'text': 'x', 'lang': 'ruby'}")))
        .hasMessageContainingAll("lang: must be python or java", "expected: missing");
  }
}
