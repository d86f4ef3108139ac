package io.gradus.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.Verdict;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.loss.Reinforce;
import io.gradus.core.objective.reference.NoReference;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ObjectiveTest {

  /** Fails on some texts in the ways that a user's reward may. */
  private record Fragile() implements Reward {
    @Override
    public Score score(Problem problem, Completion completion) {
      return switch (completion.text()) {
        case "throws" -> throw new IllegalStateException("no such thing");
        case "overflows" -> score(problem, completion);
        case "nan" -> Score.unjudged(Double.NaN, "");
        default -> new Batch.NumberReward().score(problem, completion);
      };
    }
  }

  @Test
  void aRewardThatFailsIsAVerifierErrorAndNotZero() {
    ScoredGroup scored = objective(new MeanCentered()).judge(group("1", "throws", "nan", "0"));

    assertThat(scored.scores().stream().map(Score::verdict))
        .containsExactly(
            Verdict.CORRECT, Verdict.VERIFIER_ERROR, Verdict.VERIFIER_ERROR, Verdict.WRONG);
    assertThat(scored.scores().get(1).why())
        .isEqualTo("Fragile failed: java.lang.IllegalStateException: no such thing");
    assertThat(scored.rewards()).containsExactly(1, 0);
    assertThat(scored.hasSignal()).isTrue();
  }

  @Test
  void aRewardMayScoreTheGroupAsAWhole() {
    ScoredGroup scored = objective(new MeanCentered(), new Rank()).judge(group("a", "bbb", "cc"));
    assertThat(scored.rewards()).containsExactly(0, 2, 1);
  }

  @Test
  void aRewardThatFailsOnTheGroupAsAWholeIsAVerifierErrorForAllOfIt() {
    ScoredGroup scored = objective(new MeanCentered(), new Rank()).judge(group("a", "throws"));
    assertThat(scored.scores().stream().map(Score::verdict))
        .containsExactly(Verdict.VERIFIER_ERROR, Verdict.VERIFIER_ERROR);
  }

  /** The place of a completion by length within its group. */
  private record Rank() implements Reward {
    @Override
    public Score score(Problem problem, Completion completion) {
      throw new IllegalStateException("asked for one alone");
    }

    @Override
    public List<Score> scoreGroup(Group group) {
      List<String> texts = group.completions().stream().map(Completion::text).toList();
      if (texts.contains("throws")) {
        throw new IllegalStateException("no such thing");
      }
      return texts.stream()
          .map(text -> Score.unjudged(
              (double)
                  texts.stream().filter(other -> other.length() < text.length()).count(),
              ""))
          .toList();
    }
  }

  @Test
  void aRewardThatOverflowsTheStackIsAVerifierError() {
    ScoredGroup scored = objective(new MeanCentered()).judge(group("overflows"));
    assertThat(scored.scores().get(0).verdict()).isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(scored.hasSignal()).isFalse();
  }

  @Test
  void whatCouldNotBeJudgedIsMaskedAndCountsInNoMean() {
    Objective objective = objective(new MeanCentered());
    List<ScoredGroup> groups = Stream.of(group("throws", "1", "0", "0"), group("2", "4"))
        .map(objective::judge)
        .toList();

    List<Experience> all = objective.experience(groups, ScorerLogProbs.NONE);

    assertThat(all.stream().map(Experience::masked))
        .containsExactly(true, false, false, false, false, false);
    assertThat(all.stream().map(Experience::index)).containsExactly(0, 1, 2, 3, 0, 1);
    assertThat(all.stream().mapToDouble(Experience::meanAdvantage).toArray())
        .containsExactly(new double[] {0, 2 / 3.0, -1 / 3.0, -1 / 3.0, -1, 1}, within(1e-12));
    assertThat(all.get(0).length()).isZero();
    assertThat(all.get(1).completion().text()).isEqualTo("1");
  }

  @Test
  void aRewardThatCanJudgeNoneOfTheProblemsIsFoundBeforeARun() {
    Reward onlyEven = (problem, completion) -> {
      if (Integer.parseInt(problem.id()) % 2 == 1) {
        throw new IllegalStateException("problem " + problem.id() + " is odd");
      }
      return Score.of(0, Verdict.WRONG, "", "even");
    };
    assertThat(RewardTrial.cannotJudge(onlyEven, List.of(problem("1"), problem("3"))))
        .hasValueSatisfying(why -> assertThat(why).contains("problem 1 is odd"));
    assertThat(RewardTrial.cannotJudge(onlyEven, List.of(problem("1"), problem("2"))))
        .isEmpty();
    assertThat(RewardTrial.cannotJudge(onlyEven, List.of())).isEmpty();
  }

  private static Problem problem(String id) {
    return Problem.of(id, "?", "");
  }

  @Test
  void aNegativeEntropyBonusIsRefused() {
    assertThatThrownBy(
            () -> Batch.objective(new Reinforce(), new TokenMean(), new NoReference(), -0.01))
        .hasMessage("entropy-bonus: must be 0 or more, but is -0.01");
  }

  private static Objective objective(Advantage advantage) {
    return objective(advantage, new Fragile());
  }

  private static Objective objective(Advantage advantage, Reward reward) {
    return new Objective(
        reward,
        new Everything(),
        advantage,
        Batch.clip(0.2, 0.2),
        new SequenceMean(),
        new NoReference(),
        0);
  }

  private static Group group(String... texts) {
    return new Group(
        Problem.of("p", "?", ""),
        Stream.of(texts).map(t -> Batch.completion(t, 3)).toList());
  }
}
