package io.gradus.rewards.combine;

import static io.gradus.rewards.Samples.gold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.gradus.core.Completion;
import io.gradus.core.Group;
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

class GateTest extends RewardContract {
  private static final Completion ANY = Completion.ofText("any");
  private final Reward answer = new ArithmeticAnswer(false, false);
  private final Reward format = new Format(true, false, false);

  @Override
  protected Reward reward() {
    return new Gate(answer, format, -1);
  }

  @Override
  protected Problem problem() {
    return gold("47");
  }

  @Test
  void correctnessGatesTheRest() {
    Score right =
        reward().score(problem(), Completion.ofText("<think></think><answer>47</answer>"));
    assertThat(right.value()).isEqualTo(1);
    assertThat(right.verdict()).isEqualTo(Verdict.CORRECT);
    assertThat(right.terms()).containsExactly(entry("condition", 1.0), entry("reward", 1.0));
    Score wrong =
        reward().score(problem(), Completion.ofText("<think></think><answer>46</answer>"));
    assertThat(wrong.value()).isEqualTo(-1);
    assertThat(wrong.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(wrong.why()).isEqualTo("the gate is shut: 46 != 47 as exact rationals");
  }

  @Test
  void aFormatGatesCorrectness() {
    Gate gate = new Gate(format, answer, 0);
    assertThat(gate.score(problem(), Completion.ofText("<think></think><answer>47</answer>"))
            .verdict())
        .isEqualTo(Verdict.CORRECT);
    Score shut = gate.score(problem(), Completion.ofText("<answer>47</answer>"));
    assertThat(shut.value()).isZero();
    assertThat(shut.correct()).isFalse();
  }

  @Test
  void aShutGateDoesNotComputeWhatIsBehindIt() {
    List<String> asked = new ArrayList<>();
    Gate gate = new Gate(
        new Fixed(0, Verdict.WRONG), new Counting(new Fixed(1, Verdict.UNJUDGED), asked), 0);
    gate.score(problem(), ANY);
    gate.scoreGroup(new Group(problem(), List.of(ANY, ANY)));
    assertThat(asked).isEmpty();
  }

  @Test
  void aGroupAsksEachPartOnceForEachMember() {
    List<String> asked = new ArrayList<>();
    Gate gate = new Gate(
        new Fixed(1, Verdict.CORRECT), new Counting(new Fixed(1, Verdict.UNJUDGED), asked), 0);
    gate.scoreGroup(new Group(problem(), List.of(ANY, ANY, ANY)));
    assertThat(asked).hasSize(3);
  }

  @Test
  void aVerifierErrorPassesThrough() {
    Reward broken = new Fixed(0, Verdict.VERIFIER_ERROR);
    Reward right = new Fixed(1, Verdict.CORRECT);
    assertThat(new Gate(broken, right, 0).score(problem(), ANY).verdict())
        .isEqualTo(Verdict.VERIFIER_ERROR);
    assertThat(new Gate(right, broken, 0).score(problem(), ANY).verdict())
        .isEqualTo(Verdict.VERIFIER_ERROR);
  }

  @Test
  void refusesAnInfiniteConstant() {
    assertThatThrownBy(() -> new Gate(answer, format, Double.NEGATIVE_INFINITY))
        .hasMessage("otherwise: must be finite, but is -Infinity");
  }
}
