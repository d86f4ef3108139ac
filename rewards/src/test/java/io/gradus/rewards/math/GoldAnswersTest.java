package io.gradus.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.SharedData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gold answers of MATH and GSM8K: each equals itself, is found in its solution, and is told from the others. */
class GoldAnswersTest {

  private static List<JsonNode> rows(String name) throws IOException {
    return JsonLines.read(SharedData.require(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "math/math500.jsonl",
        "math/math_test_5000.jsonl",
        "gsm8k/train.jsonl",
        "gsm8k/test.jsonl",
        "gsm8k/test_socratic.jsonl"
      })
  void everyAnswerIsFoundInItsSolutionAndEqualsItself(String name) throws IOException {
    boolean math = name.startsWith("math");
    MathVerifier verifier = math ? MathVerifier.strict() : MathVerifier.lenient();
    List<String> failed = new ArrayList<>();
    for (JsonNode row : rows(name)) {
      String solution = row.get(math ? "solution" : "answer").asText();
      String answer =
          math && row.has("answer") ? row.get("answer").asText() : Extraction.gold(solution);
      boolean found = verifier.verify(answer, solution).correct();
      if (!found
          || !verifier.compare(answer, answer).correct()
          || verifier.compare(answer, "").correct()) {
        failed.add(answer);
      }
    }
    assertThat(failed).isEmpty();
  }

  @Test
  void everyTargetOfGsmHardEqualsItself() throws IOException {
    for (JsonNode row : rows("gsm8k/gsm_hard_test.jsonl")) {
      String target = row.get("target").asText();
      assertThat(MathVerifier.strict().verify(target, "\\boxed{" + target + "}").correct())
          .as(target)
          .isTrue();
    }
  }

  @Test
  void differentAnswersAreToldApart() throws IOException {
    List<String> golds = GoldPairs.golds();
    if (golds.isEmpty()) {
      abort("shared/data is not there: no pairs were compared");
    }
    Set<String> reviewed = new TreeSet<>();
    for (String[] row : OwnCasesTest.rows("equal_golds.tsv")) {
      reviewed.add(row[0] + " <=> " + row[1]);
      reviewed.add(row[1] + " <=> " + row[0]);
    }
    Set<String> surprising = new TreeSet<>();
    for (String pair : GoldPairs.equalPairs(golds, 20_000, MathVerifier.lenient(), 23)) {
      if (!reviewed.contains(pair.substring(0, pair.lastIndexOf(": ")))) {
        surprising.add(pair);
      }
    }
    assertThat(surprising).isEmpty();
  }
}
