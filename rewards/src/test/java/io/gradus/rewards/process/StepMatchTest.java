package io.gradus.rewards.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Score;
import io.gradus.core.StepScore;
import io.gradus.core.Steps;
import io.gradus.core.Verdict;
import io.gradus.rewards.answer.ArithmeticAnswer;
import io.gradus.rewards.combine.Clip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepMatchTest extends RewardContract {
  private final StepMatch reward = new StepMatch(
      new Steps(List.of("<think>", ";", "</think>")), "steps", new ArithmeticAnswer(false, false));

  @Override
  protected Reward reward() {
    return reward;
  }

  @Override
  protected Problem problem() {
    return new Problem(
        "p-1", "4*7+9*3", "1", Optional.empty(), Map.of("steps", "4*7=8;8+9=7;7*3=1"));
  }

  private Score score(String text) {
    return reward.score(problem(), Completion.ofText(text));
  }

  @ParameterizedTest
  @CsvSource({
    "<think>4*7=8;8+9=7;7*3=1</think><answer>1</answer>, 1 1 1 1",
    "<think>4*7=8;8+9=6;6*3=8</think><answer>8</answer>, 1 0 0 0",
    "<think>4*7=8;8+9=6;7*3=1</think><answer>1</answer>, 1 0 1 1",
    "<think>4*7=8</think><answer>1</answer>, 1 1",
    "<think></think><answer>1</answer>, 1",
    "<think>8+9=7;4*7=8</think><answer>1</answer>, 0 0 1",
    "<think>4*7=8;4*7=8;4*7=8</think><answer>3</answer>, 1 0 0 0",
    "<think>4*7=8;8+9=7;7*3=1;1+1=2;2+2=4</think><answer>1</answer>, 1 1 1 0 0 1",
    "<think>;;;;4*7=8;;</think><answer>1</answer>, 1 1",
    "<think>4*7=8;8+9, 1 0",
    "4*7=8;8+9=7, 1 0",
  })
  void aStepIsRightIfItIsTheChainsStepAtItsPlaceAndTheLastOneIsTheAnswer(
      String text, String scores) {
    Score score = score(text);
    assertThat(score.steps().stream().map(s -> Long.toString(Math.round(s.value()))))
        .containsExactly(scores.split(" "));
    assertThat(score.steps().get(score.steps().size() - 1).end()).isEqualTo(text.length());
  }

  @Test
  void theWholeIsScoredAsTheAnswer() {
    Score right = score("<think>4*7=8;8+9=6</think><answer>1</answer>");
    assertThat(right.value()).isEqualTo(1);
    assertThat(right.verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(right.terms()).containsEntry("steps", 0.5);
    assertThat(right.steps().get(0)).isEqualTo(new StepScore("<think>4*7=8;".length(), 1));
    assertThat(score("<think></think><answer>1</answer>").terms()).doesNotContainKey("steps");
  }

  @Test
  void aProblemWithoutAChainIsAVerifierErrorWithARemedy() {
    Score score = reward.score(Problem.of("p-2", "4*7", "8"), Completion.ofText("8"));
    assertThat(score.verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(score.why()).contains("p-2 has no attribute 'steps'", "digit-chain");
  }

  @Test
  void aFailedVerifierOfTheAnswerFailsTheWhole() {
    Reward broken = (problem, completion) -> Score.verifierError("broken");
    Score score = new StepMatch(reward.steps(), "steps", broken)
        .score(problem(), Completion.ofText("<think>4*7=8</think>"));
    assertThat(score.verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(score.steps()).isEmpty();
  }

  @Test
  void onlyTheRewardItselfIsStepwiseAndNoRewardAroundIt() {
    assertThat(reward.stepwise()).contains(reward.steps());
    assertThat(new Clip(reward, 0, 1).stepwise()).isEmpty();
    assertThatThrownBy(() -> new StepMatch(reward.steps(), " ", reward.answer()))
        .hasMessageStartingWith("attribute: ");
  }

  @Test
  void theLabelsOfADataSetBelongToItsOwnText() {
    StepLabels labels = new StepLabels(new Steps(List.of("\n")));
    Problem problem = new Problem(
        "row:1",
        "4*7+9",
        "",
        Optional.of(Demonstration.written("4*7=8\n8+9=6")),
        Map.of("labels", "1 0"));
    Score own = labels.score(problem, Completion.ofText("4*7=8\n8+9=6"));
    assertThat(own.steps()).containsExactly(new StepScore(6, 1), new StepScore(11, 0));
    assertThat(own.verdict()).isEqualTo(Verdict.WRONG);
    Score other = labels.score(problem, Completion.ofText("4*7=8\n8+9=7"));
    assertThat(other.verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(other.why()).contains("row:1", "say nothing about another");
    Score cutElsewhere =
        new StepLabels(new Steps(List.of("+"))).score(problem, Completion.ofText("4*7=8\n8+9=6"));
    assertThat(cutElsewhere.steps()).hasSize(2);
    Score uncut =
        new StepLabels(new Steps(List.of(";"))).score(problem, Completion.ofText("4*7=8\n8+9=6"));
    assertThat(uncut.why()).contains("2 labels for 1 steps", "steps.separators");
    assertThat(labels.score(Problem.of("q", "?", ""), Completion.ofText("x")).why())
        .contains("q has no labels", "trl-file");
  }
}
