package io.gradus.rewards.shape;

import static io.gradus.rewards.Samples.gold;
import static io.gradus.rewards.Samples.ofLength;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.Samples.Fixed;
import io.gradus.rewards.answer.ArithmeticAnswer;
import io.gradus.rewards.combine.Sum;
import io.gradus.rewards.combine.Term;
import java.util.List;
import org.junit.jupiter.api.Test;

class KimiLengthTest extends RewardContract {
  private static final String RIGHT = "<answer>47</answer>";
  private static final String WRONG = "<answer>46</answer>";
  private final KimiLength reward = new KimiLength(new ArithmeticAnswer(false, false), 1);

  @Override
  protected Reward reward() {
    return reward;
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  private List<Double> values(Reward scored, Completion... completions) {
    return scored.scoreGroup(new Group(problem(), List.of(completions))).stream()
        .map(Score::value)
        .toList();
  }

  @Test
  void rightAnswersGetLambdaAndOthersOnlyItsNegativePart() {
    assertThat(values(
            reward,
            ofLength(RIGHT, 10),
            ofLength(RIGHT, 20),
            ofLength(RIGHT, 30),
            ofLength(WRONG, 10),
            ofLength(WRONG, 30)))
        .containsExactly(1.5, 1.0, 0.5, 0.0, -0.5);
  }

  @Test
  void aGroupOfOneLengthAndACompletionAloneGetNone() {
    assertThat(values(reward, ofLength(RIGHT, 10), ofLength(WRONG, 10))).containsExactly(1.0, 0.0);
    assertThat(reward.score(problem(), ofLength(RIGHT, 10)).value()).isEqualTo(1);
  }

  @Test
  void theLengthIsLoggedApartAndWeighted() {
    Group group = new Group(problem(), List.of(ofLength(RIGHT, 1), ofLength(RIGHT, 3)));
    Score score = new KimiLength(new ArithmeticAnswer(false, false), 0.1)
        .scoreGroup(group)
        .get(1);
    assertThat(score.value()).isEqualTo(0.95);
    assertThat(score.terms()).containsEntry("reward", 1.0).containsEntry("length", -0.5);
  }

  @Test
  void withinASumItStillSeesItsGroup() {
    Sum sum = new Sum(List.of(Term.of(2, reward)));
    assertThat(values(sum, ofLength(RIGHT, 10), ofLength(RIGHT, 30))).containsExactly(3.0, 1.0);
  }

  @Test
  void needsARewardThatJudgesAndACompletionWithTokens() {
    assertThat(new KimiLength(new Fixed(1, Verdict.UNJUDGED), 1)
            .score(problem(), ofLength(RIGHT, 1))
            .why())
        .contains("must judge");
    assertThat(reward.score(problem(), Completion.ofText(RIGHT)).verdict())
        .isEqualTo(Verdict.VERIFIER_ERROR);
    assertThatThrownBy(() -> new KimiLength(reward, 0)).hasMessageStartingWith("weight: ");
  }
}
