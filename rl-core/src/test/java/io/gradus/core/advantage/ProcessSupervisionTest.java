package io.gradus.core.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.Fakes;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StepScore;
import io.gradus.core.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Worked numbers of arXiv:2402.03300, section 4.1.3. */
class ProcessSupervisionTest {
  private static final Offset<Double> CLOSE = within(1e-12);
  private static final ProcessSupervision EXACT = new ProcessSupervision(0);

  /** A completion of some tokens whose steps end at some of them. */
  private record Steps(int tokens, int[] ends, double... scores) {}

  private static ScoredGroup group(Steps... members) {
    List<Completion> completions = new ArrayList<>();
    List<Score> scores = new ArrayList<>();
    List<int[]> ends = new ArrayList<>();
    for (Steps member : members) {
      int n = member.tokens();
      completions.add(Fakes.completion(
          "x".repeat(n), new int[n], new float[n], new float[n], FinishReason.STOP));
      List<StepScore> steps = new ArrayList<>();
      for (int j = 0; j < member.ends().length; j++) {
        steps.add(new StepScore(j + 1, member.scores()[j]));
      }
      scores.add(new Score(0, Verdict.UNJUDGED, "", "", Map.of(), steps));
      ends.add(member.ends());
    }
    return new ScoredGroup(new Group(Problem.of("p", "?", ""), completions), scores)
        .withStepEnds(ends);
  }

  private static double[][] of(ProcessSupervision advantage, ScoredGroup group) {
    return advantage.of(List.of(group), (name, completion) -> new float[0]).get(0);
  }

  /** Pool .2 .8 .5: mean .5, deviation .3, so -1, 1 and 0. */
  @Test
  void theWorkedExampleOfTwoCompletions() {
    double[][] advantages = of(
        EXACT, group(new Steps(6, new int[] {2, 5}, 0.2, 0.8), new Steps(4, new int[] {3}, 0.5)));
    assertThat(advantages[0]).containsExactly(new double[] {0, 0, 0, 1, 1, 1}, CLOSE);
    assertThat(advantages[1]).containsExactly(new double[] {0, 0, 0, 0}, CLOSE);
  }

  /** Pool 1 1 0 | 1 0 0 | 1: mean 4/7, squares 12/7, deviation sqrt(2/7): a right step 3/7, a wrong one -4/7 of it. */
  @Test
  void aTokenHasTheSumOfTheStepsThatEndAtItOrAfterIt() {
    double right = 3 / 7.0 / Math.sqrt(2 / 7.0);
    double wrong = -4 / 7.0 / Math.sqrt(2 / 7.0);
    double[][] advantages = of(
        EXACT,
        group(
            new Steps(4, new int[] {0, 1, 3}, 1, 1, 0),
            new Steps(5, new int[] {1, 2, 4}, 1, 0, 0),
            new Steps(2, new int[] {1}, 1)));
    assertThat(advantages[0])
        .containsExactly(new double[] {2 * right + wrong, right + wrong, wrong, wrong}, CLOSE);
    assertThat(advantages[1])
        .containsExactly(
            new double[] {right + 2 * wrong, right + 2 * wrong, 2 * wrong, wrong, wrong}, CLOSE);
    assertThat(advantages[2]).containsExactly(new double[] {right, right}, CLOSE);
  }

  @Test
  void withOneStepEachItIsOutcomeSupervision() {
    double[] rewards = {1, 0, 0, 1, 1};
    Steps[] members = new Steps[rewards.length];
    for (int i = 0; i < members.length; i++) {
      members[i] = new Steps(3, new int[] {2}, rewards[i]);
    }
    double[] outcome = new Standardized(1e-6).of(rewards);
    double[][] advantages = of(new ProcessSupervision(1e-6), group(members));
    for (int i = 0; i < members.length; i++) {
      assertThat(advantages[i]).containsExactly(outcome[i], outcome[i], outcome[i]);
    }
  }

  @Test
  void stepsThatEndWithTheSameTokenBothCount() {
    double[][] advantages = of(
        EXACT,
        group(new Steps(2, new int[] {0, 0, 1}, 0.2, 0.8, 0.5), new Steps(1, new int[] {0}, 0.5)));
    // pool .2 .8 .5 .5: mean .5, deviation sqrt(.06)
    double unit = 0.3 / Math.sqrt(0.06);
    assertThat(advantages[0]).containsExactly(new double[] {-unit + unit, 0}, CLOSE);
  }

  @Test
  void equalStepsHaveNoSignalAndDifferentStepsHaveOneAlthoughTheOutcomesAreEqual() {
    ScoredGroup equal =
        group(new Steps(3, new int[] {0, 2}, 0.1 + 0.2, 0.3), new Steps(1, new int[] {0}, 0.3));
    assertThat(of(EXACT, equal)[0]).containsOnly(0.0);
    assertThat(equal.hasSignal()).isFalse();
    ScoredGroup different =
        group(new Steps(3, new int[] {0, 2}, 1, 0), new Steps(1, new int[] {0}, 0));
    assertThat(different.hasSignal()).isTrue();
    assertThat(new ScoredGroup(different.group(), different.scores()).hasSignal())
        .as("where nothing reads steps, only outcomes count")
        .isFalse();
  }

  @Test
  void aCompletionWhoseVerifierFailedIsInNoMeanAndHasNoAdvantage() {
    ScoredGroup whole = group(
        new Steps(2, new int[] {1}, 1),
        new Steps(2, new int[] {1}, 0),
        new Steps(2, new int[] {1}, 9));
    List<Score> scores = new ArrayList<>(whole.scores());
    scores.set(2, Score.verifierError("broken"));
    ScoredGroup failed = new ScoredGroup(whole.group(), scores)
        .withStepEnds(List.of(new int[] {1}, new int[] {1}, new int[0]));
    double[][] advantages = of(EXACT, failed);
    assertThat(advantages[0][0]).isCloseTo(Math.sqrt(0.5), CLOSE);
    assertThat(advantages[1][0]).isCloseTo(-Math.sqrt(0.5), CLOSE);
    assertThat(advantages[2]).containsOnly(0.0);
  }

  @Test
  void aRewardOfWholeCompletionsIsRefusedWithARemedy() {
    Reward whole = (problem, completion) -> Score.unjudged(0, "");
    assertThatThrownBy(() -> EXACT.reading(whole))
        .hasMessageStartingWith("advantage: process needs a score for each step")
        .hasMessageContaining("step-match");
    assertThatThrownBy(() -> new ProcessSupervision(-1))
        .hasMessage("epsilon: must be 0 or more, but is -1.0");
  }
}
