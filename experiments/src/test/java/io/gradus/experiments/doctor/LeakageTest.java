package io.gradus.experiments.doctor;

import static io.gradus.experiments.doctor.Cases.asked;
import static io.gradus.experiments.doctor.Cases.heldOut;
import static io.gradus.experiments.doctor.Cases.only;
import static io.gradus.experiments.doctor.Cases.problem;
import static io.gradus.experiments.doctor.Cases.recipe;
import static io.gradus.experiments.doctor.Cases.subject;
import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.SharedData;
import io.gradus.datasets.FileDataset;
import io.gradus.rewards.math.MathAnswer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Checks findings about leaked held-out problems and repeated questions. */
class LeakageTest {
  private static final Reward MATH = MathAnswer.defaults();
  private static final String STORY =
      "A farmer has seven red apples and three green pears in one big wooden basket today.";

  @Test
  void theSameProblemInOtherCaseAndSpacingIsAFault() {
    Finding finding = only(
        new LeakageCheck(),
        subject(
            recipe(),
            asked(MATH, problem("train:1", "What is  3+4?", "7")),
            heldOut(MATH, problem("test:9", "what is 3+4", "7"), problem("test:8", "3-4", "-1"))));
    assertThat(finding.severity()).isEqualTo(Severity.FAULT);
    assertThat(finding.what()).contains("1 of 2", "test:9 is stages[0] train:1");
  }

  @Test
  void signsAndOtherAnswersDistinguishProblems() {
    assertThat(new LeakageCheck()
            .examine(subject(
                recipe(),
                asked(MATH, problem("a", "3+4", "7"), problem("b", "which?", "A")),
                heldOut(MATH, problem("c", "3-4", "-1"), problem("d", "which?", "B")))))
        .allMatch(f -> f.severity() == Severity.OK);
  }

  @Test
  void aSharedRunOfThirteenWordsIsAWarningThatQuotesIt() {
    Finding finding = only(
        new LeakageCheck(),
        subject(
            recipe(),
            asked(MATH, problem("train", "Once more: " + STORY + " How many fruits?", "10")),
            heldOut(MATH, problem("test", STORY.toUpperCase(Locale.ROOT) + " Count!", "10"))));
    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    assertThat(finding.what())
        .contains("test with stages[0] train", "a farmer has seven red apples and three green");
  }

  @Test
  void twelveSharedWordsAreNotReported() {
    String[] words = SameText.words(STORY);
    NgramIndex index = new NgramIndex(List.of(STORY));
    index.read("t", String.join(" ", List.of(words).subList(0, 12)) + " indeed");
    assertThat(index.overlaps()).isEmpty();
    index.read("t", String.join(" ", List.of(words).subList(1, 14)));
    assertThat(index.overlaps())
        .singleElement()
        .satisfies(o -> assertThat(o.text()).isZero());
  }

  @Test
  void aTextOfEightToTwelveWordsIsOneRunAndAShorterTextHasNone() {
    NgramIndex index = new NgramIndex(List.of("a b c d e f g h", "a b c d e f g"));
    index.read("t", "x a b c d e f g h y");
    assertThat(index.overlaps()).extracting(NgramIndex.Overlap::text).containsExactly(0);
  }

  @Test
  void aRunInMoreThanTenTrainingTextsIsACommonPhrase() {
    NgramIndex index = new NgramIndex(List.of(STORY));
    IntStream.range(0, 10).forEach(i -> index.read("t" + i, STORY));
    assertThat(index.overlaps()).isNotEmpty();
    index.read("t10", STORY);
    assertThat(index.overlaps()).isEmpty();
  }

  @Test
  void aMissingBenchmarkIsANote() {
    Finding finding =
        only(new LeakageCheck(), subject(recipe(), asked(MATH, problem("a", "3+4", "7"))));
    assertThat(finding.severity()).isEqualTo(Severity.NOTE);
  }

  @Test
  void aRepeatedQuestionIsANoteAndAWarningWithAnotherAnswer() {
    Problem first = problem("a", "3+4", "7");
    assertThat(only(
                new RepeatCheck(), subject(recipe(), asked(MATH, first, problem("b", "3+4", "7"))))
            .severity())
        .isEqualTo(Severity.NOTE);
    Finding contradiction =
        only(new RepeatCheck(), subject(recipe(), asked(MATH, first, problem("b", "3+4", "8"))));
    assertThat(contradiction.severity()).isEqualTo(Severity.WARNING);
    assertThat(contradiction.what()).contains("a and b: '7' and '8'");
  }

  @Test
  void theWholeLeakOfMath500IsFound() {
    Path math = SharedData.require("math");
    List<Problem> test =
        Materials.all(FileDataset.questions(math.resolve("math500.jsonl"), "problem"));
    List<Problem> training =
        Materials.all(FileDataset.questions(math.resolve("math_test_5000.jsonl"), "problem"));
    Material asked = asked(MATH, training.toArray(new Problem[0]));
    List<Finding> findings = new ArrayList<>(new LeakageCheck()
        .examine(subject(
            recipe(),
            asked,
            new Material(
                "--against math500",
                0,
                Optional.empty(),
                test,
                true,
                Optional.empty(),
                Optional.empty()))));
    assertThat(findings.get(0).severity()).isEqualTo(Severity.FAULT);
    assertThat(findings.get(0).what()).startsWith("500 of 500 (100.0 %) held-out problems");
  }
}
