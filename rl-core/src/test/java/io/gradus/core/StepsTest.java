package io.gradus.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StepsTest {
  private static final Steps CHAIN = new Steps(List.of("<think>", ";", "</think>"));

  private static List<String> contents(Steps steps, String text) {
    return steps.of(text).stream().map(Steps.Step::content).toList();
  }

  @Test
  void aChainIsCutAfterEachSeparatorAndTheAnswerIsTheLastStep() {
    String text = "<think>4*7=8;8+9=7</think><answer>7</answer>";
    assertThat(CHAIN.of(text))
        .containsExactly(
            new Steps.Step("4*7=8", text.indexOf(";") + 1),
            new Steps.Step("8+9=7", text.indexOf("<answer>")),
            new Steps.Step("<answer>7</answer>", text.length()));
  }

  @Test
  void aTextWithoutSeparatorsIsOneStep() {
    assertThat(CHAIN.of("7")).containsExactly(new Steps.Step("7", 1));
    assertThat(CHAIN.of("<think></think><answer>7</answer>"))
        .containsExactly(new Steps.Step("<answer>7</answer>", 33));
  }

  @Test
  void aBlankTextIsOneStepWithoutContent() {
    assertThat(CHAIN.of("")).containsExactly(new Steps.Step("", 0));
    assertThat(CHAIN.of(" ;; ")).containsExactly(new Steps.Step("", 4));
  }

  @Test
  void whiteSpaceAndFurtherSeparatorsBelongToTheStepBefore() {
    Steps lines = new Steps(List.of("\n"));
    assertThat(lines.of("\na\n\n b \n \n"))
        .containsExactly(new Steps.Step("a", 4), new Steps.Step("b", 10));
  }

  @Test
  void theLongestSeparatorThatMatchesIsTaken() {
    Steps steps = new Steps(List.of(";", ";;x"));
    assertThat(contents(steps, "a;;xb;c")).containsExactly("a", "b", "c");
  }

  @Test
  void theStepsOfAnyTextAreInOrderAndEndWithTheText() {
    Random random = new Random(3);
    for (int trial = 0; trial < 500; trial++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(List.of("a", " ", ";", "<think>", "</think>", "\n").get(random.nextInt(6)));
      }
      List<Steps.Step> steps = CHAIN.of(text.toString());
      int before = -1;
      for (Steps.Step step : steps) {
        assertThat(step.end()).isGreaterThan(before);
        before = step.end();
      }
      assertThat(before).isEqualTo(text.length());
      assertThat(steps.size() == 1 || steps.stream().noneMatch(s -> s.content().isEmpty()))
          .isTrue();
    }
  }

  @Test
  void separatorsThatCutNothingAreRefused() {
    assertThatThrownBy(() -> new Steps(List.of()))
        .hasMessage("separators: must have at least one text, such as ';'");
    assertThatThrownBy(() -> new Steps(List.of(";", "")))
        .hasMessage("separators: one is an empty text. Remove it");
    assertThatThrownBy(() -> new Steps(List.of(";", ";")))
        .hasMessage("separators: one is given twice. Remove it");
  }

  @Test
  void aScoreRefusesStepsThatAreNotInOrder() {
    assertThatThrownBy(() -> new Score(
            1,
            Verdict.UNJUDGED,
            "",
            "",
            Map.of(),
            List.of(new StepScore(3, 1), new StepScore(3, 0))))
        .hasMessage("steps: step 1 ends at 3, not after the step before it");
  }
}
