package io.gradus.rewards.combine;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardContract;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.Samples.Counting;
import io.gradus.rewards.Samples.Fixed;
import io.gradus.rewards.answer.AnswerForm;
import io.gradus.rewards.answer.NumberAnswer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstTest extends RewardContract {

  @Override
  protected Reward reward() {
    return new First(List.of(
        new NumberAnswer(AnswerForm.HASH, false), new NumberAnswer(AnswerForm.BOXED, false)));
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  private Score score(String completion) {
    return reward().score(problem(), Completion.ofText(completion));
  }

  @Test
  void theFirstThatFindsAnAnswerItCanReadDecides() {
    assertThat(score("\\boxed{47}").verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(score("#### 46 \n \\boxed{47}").verdict()).isEqualTo(Verdict.WRONG);
    assertThat(score("#### Step 1\n\\boxed{47}").verdict()).isEqualTo(Verdict.CORRECT);
  }

  @Test
  void whereNoneAppliesTheFirstOnesScoreStands() {
    assertThat(score("47").why()).contains("####");
    assertThat(score("#### a\n").verdict()).isEqualTo(Verdict.UNPARSEABLE);
  }

  @Test
  void theOneThatAppliesSparesTheRest() {
    List<String> asked = new ArrayList<>();
    new First(List.of(
            new Fixed(0, Verdict.WRONG), new Counting(new Fixed(1, Verdict.CORRECT), asked)))
        .score(problem(), Completion.ofText(""));
    assertThat(asked).isEmpty();
  }

  @Test
  void aVerifierErrorPassesThrough() {
    First first =
        new First(List.of(new Fixed(0, Verdict.VERIFIER_ERROR), new Fixed(1, Verdict.CORRECT)));
    assertThat(first.score(problem(), Completion.ofText("")).verdict())
        .isEqualTo(Verdict.VERIFIER_ERROR);
  }

  @Test
  void refusesAnEmptyList() {
    assertThatThrownBy(() -> new First(List.of())).hasMessage("rewards: must hold at least one");
  }
}
