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
import io.gradus.rewards.answer.ArithmeticAnswer;
import io.gradus.rewards.shape.Format;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllTest extends RewardContract {
  private static final Completion ANY = Completion.ofText("any");
  private static final Reward RIGHT = new Fixed(1, Verdict.CORRECT);
  private static final Reward WRONG = new Fixed(0.1, Verdict.WRONG);
  private static final Reward MET = new Fixed(1, Verdict.UNJUDGED);
  private static final Reward HALF = new Fixed(0.5, Verdict.UNJUDGED);

  @Override
  protected Reward reward() {
    return new All(List.of(new Format(true, false, false), new ArithmeticAnswer(false, false)));
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  private Score score(Reward... rewards) {
    return new All(List.of(rewards)).score(problem(), ANY);
  }

  @Test
  void isOneWhereAllAreMet() {
    assertThat(score(MET, RIGHT, RIGHT).value()).isEqualTo(1);
    assertThat(score(MET, RIGHT).verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(score(MET, MET).verdict()).isEqualTo(Verdict.UNJUDGED);
    assertThat(score(MET, MET).value()).isEqualTo(1);
  }

  @Test
  void isZeroWhereOneIsNotMet() {
    assertThat(score(RIGHT, WRONG).value()).isZero();
    assertThat(score(RIGHT, WRONG).verdict()).isEqualTo(Verdict.WRONG);
    assertThat(score(RIGHT, HALF).value()).isZero();
    assertThat(score(RIGHT, HALF).verdict()).isEqualTo(Verdict.WRONG);
    assertThat(score(RIGHT, new Fixed(0, Verdict.TIMEOUT), WRONG).verdict())
        .isEqualTo(Verdict.TIMEOUT);
  }

  @Test
  void theFirstThatIsNotMetSparesTheRest() {
    List<String> asked = new ArrayList<>();
    score(WRONG, new Counting(RIGHT, asked));
    assertThat(asked).isEmpty();
  }

  @Test
  void aVerifierErrorPassesThrough() {
    assertThat(score(RIGHT, new Fixed(0, Verdict.VERIFIER_ERROR)).verdict())
        .isEqualTo(Verdict.VERIFIER_ERROR);
  }

  @Test
  void refusesAnEmptyList() {
    assertThatThrownBy(() -> new All(List.of())).hasMessage("rewards: must hold at least one");
  }
}
