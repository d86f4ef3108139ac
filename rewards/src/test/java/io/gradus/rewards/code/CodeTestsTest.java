package io.gradus.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.Components;
import io.gradus.rewards.code.sandbox.OpenSandbox;
import io.gradus.rewards.code.sandbox.Tier;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CodeTestsTest extends RewardContract {
  private static final String RIGHT = "```python\ndef add(a, b):\n    return a + b\n```";
  private static final String HALF = "```python\ndef add(a, b):\n    return 3\n```";

  @BeforeAll
  static void needsASandbox() {
    OpenSandbox.orSkip(Tier.FORK_SERVER);
  }

  @Override
  protected Reward reward() {
    return new CodeTests();
  }

  @Override
  protected Problem problem() {
    return problem(Map.of("tests", "[\"assert add(1, 2) == 3\", \"assert add(2, 2) == 4\"]"));
  }

  private static Problem problem(Map<String, String> attributes) {
    return new Problem("p1", "Write add.", "", Optional.empty(), attributes);
  }

  private Score score(String text) {
    return reward().score(problem(), Completion.ofText(text));
  }

  @Test
  void allTestsOrNothing() {
    assertThat(score(RIGHT).value()).isEqualTo(1);
    assertThat(score(RIGHT).verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(score(HALF).value()).isEqualTo(0);
    assertThat(score(HALF).why()).contains("assert add(2, 2) == 4").contains("answer was 3");
  }

  @Test
  void partialCreditIsTheShareOfTestsPassed() {
    CodeTests partial = new CodeTests(Tier.FORK_SERVER, 4, 512, 16, true, false);
    assertThat(partial.score(problem(), Completion.ofText(HALF)).value()).isEqualTo(0.5);
    String second = "```python\ndef add(a, b):\n    return 4 if a == 2 else 1 / 0\n```";
    assertThat(partial.score(problem(), Completion.ofText(second)).value()).isEqualTo(0.5);
    Map<String, String> stdio = Map.of(
        "kind",
        "stdio",
        "tests",
        "[{\"stdout\": \"1\"}, {\"stdout\": \"2\"}, {\"stdout\": \"2\"}]");
    assertThat(partial
            .score(problem(stdio), Completion.ofText("```\nprint(2)\n```"))
            .value())
        .isEqualTo(2 / 3.0);
  }

  @Test
  void withoutCodeTheVerdictSaysWhichWay() {
    assertThat(score("print(1)").verdict()).isEqualTo(Verdict.NO_CODE);
    Completion cut = Fakes.completion(
        "```python\ndef add", new int[] {1}, new float[1], new float[1], FinishReason.LENGTH);
    assertThat(reward().score(problem(), cut).verdict()).isEqualTo(Verdict.TRUNCATED);
  }

  @Test
  void afterAPromptThatOpensTheThinkingCodeNeedsItsEnd() {
    CodeTests prefilled = new CodeTests(Tier.FORK_SERVER, 4, 512, 16, false, true);
    assertThat(prefilled.score(problem(), Completion.ofText(RIGHT)).verdict())
        .isEqualTo(Verdict.NO_CODE);
    assertThat(
            prefilled.score(problem(), Completion.ofText("so</think>" + RIGHT)).verdict())
        .isEqualTo(Verdict.CORRECT);
  }

  @Test
  void aProblemThatCannotBeJudgedIsMasked() {
    Score score = reward().score(problem(Map.of()), Completion.ofText(RIGHT));
    assertThat(score.verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(score.why()).startsWith("problem p1: tests: the problem has none");
  }

  @Test
  void javaMethodsAreCalledWithTheArgumentsOfTheTests() {
    Map<String, String> attributes = Map.of(
        "language", "java",
        "kind", "method",
        "entry_point", "merge",
        "tests", """
            [{"args": [[1, 3], [2]], "result": [1, 2, 3]},
             {"args": [[], []], "result": []}]""");
    String right = """
        ```java
        import java.util.stream.*;
        class Solution {
          static int[] merge(int[] a, int[] b) {
            System.out.println("noise");
            return IntStream.concat(IntStream.of(a), IntStream.of(b)).sorted().toArray();
          }
        }
        ```""";
    assertThat(java(attributes, right).verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(java(attributes, right.replace(".sorted()", "")).why())
        .contains("returned [1, 3, 2], expected [1,2,3]");
    assertThat(java(attributes, right.replace("merge", "other")).verdict())
        .isEqualTo(Verdict.RUNTIME_ERROR);
    assertThat(
            java(attributes, right.replace("return", "System.exit(0); return")).verdict())
        .isEqualTo(Verdict.WRONG);
    assertThat(java(attributes, right.replace("return", "retrun")).verdict())
        .isEqualTo(Verdict.COMPILE_ERROR);
  }

  @Test
  void javaMethodsTakeListsMapsTextsAndDecimals() {
    Map<String, String> attributes = Map.of(
        "language", "java",
        "kind", "method",
        "entry_point", "Counts.of",
        "tests", """
            [{"args": [["a", "b", "a"], 0.5, "c", true, {"k": 1}], "result": {"a": 2, "b": 1, "c": 1}}]""");
    String code = """
        ```java
        import java.util.*;
        public class Counts {
          public Map<String, Integer> of(List<String> words, double w, char c, boolean more, Map<String, Integer> m) {
            Map<String, Integer> counts = new HashMap<>();
            for (String word : words) counts.merge(word, m.get("k"), Integer::sum);
            if (more && w == 0.5) counts.put("" + c, 1);
            return counts;
          }
        }
        ```""";
    Score score = java(attributes, code);
    assertThat(score.verdict()).as(score.why()).isEqualTo(Verdict.CORRECT);
  }

  private Score java(Map<String, String> attributes, String text) {
    return reward().score(problem(attributes), Completion.ofText(text));
  }

  @Test
  void aLimitOutOfRangeIsRefusedByName() {
    assertThatThrownBy(() -> new CodeTests(Tier.FORK_SERVER, 0, 512, 16, false, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cpu-seconds: must be between 1 and 600, but is 0");
  }

  @Test
  void theRewardIsFoundByItsNameInARecipe() {
    assertThat(Components.load().find(Reward.class, "code-tests")).hasValue(CodeTests.class);
  }
}
