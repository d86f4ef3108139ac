package io.gradus.experiments.doctor;

import static io.gradus.experiments.doctor.Cases.asked;
import static io.gradus.experiments.doctor.Cases.only;
import static io.gradus.experiments.doctor.Cases.problem;
import static io.gradus.experiments.doctor.Cases.recipe;
import static io.gradus.experiments.doctor.Cases.subject;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.answer.AnswerForm;
import io.gradus.rewards.answer.ExactMatch;
import io.gradus.rewards.math.MathAnswer;
import io.gradus.rewards.shape.Format;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Checks that failing gold answers and rewards that accept everything are found, with the ids of the problems. */
class GoldCheckTest {
  private static final Reward MATH = MathAnswer.defaults();
  private static final Problem HALF = problem("half", "1:2", "\\frac{1}{2}");
  private static final Problem DECIMAL = problem("decimal", "5:10", "0.5");
  private static final Problem SEVEN = problem("seven", "3+4", "7");

  private static Reward constant(boolean correct) {
    return (problem, completion) ->
        Score.of(correct ? 1 : 0, correct ? Verdict.CORRECT : Verdict.WRONG, "", "whatever it is");
  }

  @Test
  void passingGoldAnswersAreCountedAndEqualAnswersOfOtherProblemsAreSkipped() {
    var findings = new GoldCheck().examine(subject(recipe(), asked(MATH, HALF, SEVEN, DECIMAL)));
    assertThat(findings).singleElement().satisfies(f -> {
      assertThat(f.severity()).isEqualTo(Severity.OK);
      assertThat(f.what()).startsWith("3 gold answers pass");
    });
    var equal =
        new GoldCheck().examine(subject(recipe(), asked(MATH, HALF, DECIMAL, SEVEN, SEVEN)));
    assertThat(equal).allMatch(f -> f.severity() == Severity.OK);
  }

  @Test
  void aFailingGoldAnswerIsAFaultWithItsId() {
    Finding finding = only(new GoldCheck(), subject(recipe(), asked(constant(false), SEVEN)));
    assertThat(finding.severity()).isEqualTo(Severity.FAULT);
    assertThat(finding.what()).contains("1 of 1", "seven: wrong, whatever it is");
    assertThat(finding.where()).isEqualTo("stages[0].objective.reward");
    assertThat(finding.remedy()).contains("Fix or remove the rows");
  }

  @Test
  void aVerifierThatThrowsOnItsGoldAnswerIsASeparateFault() {
    Reward broken = (problem, completion) -> {
      throw new IllegalStateException("boom");
    };
    Finding finding = only(new GoldCheck(), subject(recipe(), asked(broken, SEVEN)));
    assertThat(finding.severity()).isEqualTo(Severity.FAULT);
    assertThat(finding.what()).contains("the verifier fails", "boom");
  }

  @Test
  void aRewardThatAcceptsEverythingIsFoundWithEmptyAndOtherAnswers() {
    var faults = new GoldCheck()
        .examine(
            subject(recipe(), asked(constant(true), SEVEN, problem("nine", "4+5", "9"), HALF)));
    assertThat(faults).allMatch(f -> f.severity() == Severity.FAULT);
    assertThat(faults)
        .anySatisfy(f -> assertThat(f.what()).contains("solved by an empty answer", "seven"))
        .anySatisfy(f -> assertThat(f.what()).contains("accept another problem's answer", "nine"))
        .anySatisfy(f -> assertThat(f.what()).contains("as much reward as the gold answer"));
  }

  @Test
  void anAnswerThatIsAcceptedInOneDirectionOnlyIsReported() {
    Reward lax = (problem, completion) -> {
      boolean right = completion.text().contains("<answer>" + problem.answer())
          && !completion.text().contains("<answer></answer>");
      return Score.of(right ? 1 : 0, right ? Verdict.CORRECT : Verdict.WRONG, "", "begins so");
    };
    Finding finding = only(
        new GoldCheck(),
        subject(recipe(), asked(lax, problem("one", "0+1", "1"), problem("ten", "5+5", "10"))));
    assertThat(finding.severity()).isEqualTo(Severity.FAULT);
    assertThat(finding.what()).contains("not the other way round", "one accepts '10'");
  }

  @Test
  void aRewardThatReadsAnotherFormThanTheTemplateIsAWarning() {
    Reward boxed = new ExactMatch(AnswerForm.BOXED, true, false);
    Finding finding = only(new GoldCheck(), subject(recipe(), asked(boxed, SEVEN)));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.what()).contains("reads no answer", "\\boxed{}");
  }

  @Test
  void aRewardWithoutJudgementIsANote() {
    Finding finding =
        only(new GoldCheck(), subject(recipe(), asked(new Format(true, false, false), SEVEN)));
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
    assertThat(finding.what()).contains("does not judge answers");
  }

  @Test
  void theReferenceSolutionOfAProblemWithTestsIsTried() {
    Problem code = new Problem(
        "add",
        "write add",
        "",
        Optional.empty(),
        Map.of(
            "tests",
            "[\"assert add(1, 2) == 3\"]",
            "canonical_solution",
            "def add(a, b):\n  return a + b"));
    assertThat(Layout.known(code)).contains("```python\ndef add(a, b):\n  return a + b\n```");
    assertThat(Layout.testsFault(code)).isEmpty();
    Problem untestable = new Problem("bad", "write", "", Optional.empty(), Map.of("tests", "[1]"));
    assertThat(only(new DataCheck(), subject(recipe(), asked(MATH, untestable))).what())
        .contains("cannot be read", "bad: tests: test 1 must be a text");
  }
}
