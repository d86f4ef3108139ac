package io.gradus.core.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.Excerpt;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RewardReportTest {
  private static final Score RIGHT = Score.of(1, Verdict.CORRECT, "7", "7 = 7");
  private static final Score WRONG = Score.of(0, Verdict.WRONG, "8", "8 is not 7");
  private static final Score BROKEN = Score.verifierError("the sandbox is gone");

  @Test
  void theFiguresOfAStep() {
    Map<String, Double> metrics = new RewardReport(List.of(
            group("a", 4, FinishReason.STOP, RIGHT, WRONG),
            group("b", 10, FinishReason.LENGTH, RIGHT, RIGHT),
            group("c", 4, FinishReason.STOP, WRONG, BROKEN),
            group("d", 6, FinishReason.STOP, WRONG, WRONG)))
        .metrics();

    assertThat(metrics.get("reward/mean")).isCloseTo(3 / 7.0, within(1e-12));
    assertThat(metrics.get("reward/std")).isCloseTo(0.534522, within(1e-6));
    assertThat(metrics)
        .containsEntry("reward/min", 0.0)
        .containsEntry("reward/max", 1.0)
        .containsEntry("groups/all_correct", 0.25)
        .containsEntry("groups/all_wrong", 0.5)
        .containsEntry("groups/without_signal", 0.75)
        .containsEntry("truncated", 0.25)
        .containsEntry("length/mean", 6.0)
        .containsEntry("length/min", 4.0)
        .containsEntry("length/max", 10.0)
        .containsEntry("length/wrong", 5.0)
        .containsEntry("verdict/correct", 3.0)
        .containsEntry("verdict/wrong", 4.0)
        .containsEntry("verdict/verifier_error", 1.0)
        .doesNotContainKey("verdict/timeout");
    assertThat(metrics.get("pass_rate")).isCloseTo(3 / 7.0, within(1e-12));
  }

  @Test
  void anExpertsCompletionIsNoFigureOfThePolicy() {
    ScoredGroup own = group("a", 4, FinishReason.LENGTH, WRONG, WRONG);
    List<Completion> completions = new ArrayList<>(own.group().completions());
    completions.add(Completion.expert(new int[] {1}, "trace", new int[100]));
    RewardReport report = new RewardReport(List.of(new ScoredGroup(
        new Group(own.group().problem(), completions), List.of(WRONG, WRONG, RIGHT))));
    assertThat(report.metrics())
        .containsEntry("pass_rate", 0.0)
        .containsEntry("reward/mean", 0.0)
        .containsEntry("groups/all_wrong", 1.0)
        .containsEntry("truncated", 1.0)
        .containsEntry("length/max", 4.0)
        .containsEntry("verdict/wrong", 2.0)
        .containsEntry("groups/without_signal", 0.0)
        .doesNotContainKey("verdict/correct");
    assertThat(report.warnings(1, false)).singleElement().asString().contains("all 2 completions");
  }

  @Test
  void theTermsOfAComposedRewardAreAveragedByName() {
    Score first = new Score(1.1, Verdict.CORRECT, "", "", Map.of("answer", 1.0, "format", 1.0));
    Score second = new Score(0, Verdict.WRONG, "", "", Map.of("answer", 0.0, "format", 1.0));
    assertThat(new RewardReport(List.of(group("a", 3, FinishReason.STOP, first, second))).metrics())
        .containsEntry("term/answer", 0.5)
        .containsEntry("term/format", 1.0);
  }

  @Test
  void whatHasNoValueIsLeftOut() {
    assertThat(new RewardReport(List.of(group("a", 3, FinishReason.STOP, Score.unjudged(1, ""))))
            .metrics())
        .containsKey("reward/mean")
        .doesNotContainKeys("pass_rate", "groups/all_correct", "groups/all_wrong");
    assertThat(new RewardReport(List.of(group("a", 3, FinishReason.STOP, BROKEN))).metrics())
        .doesNotContainKeys("reward/mean", "pass_rate")
        .containsEntry("verdict/verifier_error", 1.0);
  }

  @Test
  void aHealthyStepHasNoWarnings() {
    assertThat(warnings(group("a", 4, FinishReason.STOP, RIGHT, WRONG))).isEmpty();
  }

  @Test
  void aConstantRewardIsToldWithTheStepAndASample() {
    assertThat(warnings(
            group("a", 4, FinishReason.STOP, WRONG, WRONG),
            group("b", 4, FinishReason.STOP, WRONG, WRONG)))
        .containsExactly(
            "step 12: every one of 4 completions has the reward 0.0, so all advantages are 0 and nothing can be"
                + " learned from it. A sample: problem 'a': \"text of a\" (wrong: 8 is not 7)");
  }

  @Test
  void aStepWithoutSignalIsTold() {
    assertThat(warnings(
            group("a", 4, FinishReason.STOP, WRONG, WRONG),
            group("b", 4, FinishReason.STOP, RIGHT, RIGHT)))
        .singleElement()
        .asString()
        .startsWith("step 12: the rewards do not differ in any of 2 groups");
  }

  @Test
  void truncatedCompletionsAreTold() {
    assertThat(warnings(group("a", 4, FinishReason.LENGTH, WRONG, RIGHT)))
        .containsExactly(
            "step 12: all 2 completions ran out of their token budget. Raise sampling.max-tokens, or teach the policy"
                + " to end. A sample: problem 'a': \"text of a\"");
  }

  @Test
  void verifierErrorsAreToldWithTheFirst() {
    assertThat(warnings(group("a", 4, FinishReason.STOP, WRONG, RIGHT, BROKEN)))
        .containsExactly(
            "step 12: the verifier failed on 1 of 3 completions; they are masked from the gradient. The first: the"
                + " sandbox is gone. problem 'a': \"text of a\"");
    assertThat(warnings(group("a", 4, FinishReason.STOP, BROKEN, BROKEN))).hasSize(1);
  }

  @Test
  void aSampleIsShortAndCannotSteerATerminal() {
    Completion completion = Completion.ofText("a\n\u001b[31m\u202e" + "\ud83d\ude00".repeat(200));
    String excerpt = Excerpt.of(Problem.of("p", "?", ""), completion);
    assertThat(excerpt)
        .startsWith("problem 'p': \"a\\n\\u001b[31m\\u202e\ud83d\ude00")
        .endsWith("\ud83d\ude00...\"");
    assertThat(excerpt.codePoints().filter(c -> c == 0x1f600).count()).isEqualTo(120 - 8);
  }

  private static List<String> warnings(ScoredGroup... groups) {
    return new RewardReport(List.of(groups)).warnings(12, false);
  }

  private static ScoredGroup group(String id, int length, FinishReason finish, Score... scores) {
    List<Completion> completions = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      completions.add(Fakes.completion(
          "text of " + id, new int[length], new float[length], new float[length], finish));
    }
    return new ScoredGroup(new Group(Problem.of(id, "?", ""), completions), List.of(scores));
  }
}
