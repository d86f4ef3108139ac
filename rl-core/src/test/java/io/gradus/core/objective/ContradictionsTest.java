package io.gradus.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Origin;
import io.gradus.core.Problem;
import io.gradus.core.RunFailure;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.UserError;
import io.gradus.core.WeightsId;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.advantage.Bnpo;
import io.gradus.core.advantage.Gdpo;
import io.gradus.core.advantage.KlInReward;
import io.gradus.core.advantage.MeanCentered;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.correction.Level;
import io.gradus.core.objective.correction.MaskedImportance;
import io.gradus.core.objective.correction.TruncatedImportance;
import io.gradus.core.objective.loss.Reinforce;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.objective.reference.NoReference;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Parts that contradict each other are refused with the key to change. */
class ContradictionsTest {
  private static final Coefficient ONE = new FixedCoefficient(1);
  private static final Coefficient KL = new AdaptiveKl(0.1, 1000);

  private static Objective objective(
      Advantage advantage,
      Coefficient coefficient,
      Reference reference,
      double bonus,
      Optional<Correction> correction,
      Coefficient kl,
      Coefficient entropy) {
    return new Objective(
        new Batch.NumberReward(),
        new Everything(),
        advantage,
        new Reinforce(),
        new TokenMean(),
        coefficient,
        reference,
        Optional.empty(),
        bonus,
        false,
        correction,
        List.of(),
        kl,
        entropy);
  }

  private static Objective coefficients(
      Reference reference, double bonus, Coefficient kl, Coefficient entropy) {
    return objective(new MeanCentered(), ONE, reference, bonus, Optional.empty(), kl, entropy);
  }

  @Test
  void aFactorOfWhatIsMissingIsRefused() {
    assertThatThrownBy(() -> coefficients(new NoReference(), 0, KL, ONE))
        .hasMessageStartingWith("kl-coefficient: follows the divergence");
    assertThatThrownBy(() -> coefficients(new NoReference(), 0, new FixedCoefficient(2), ONE))
        .hasMessageStartingWith("kl-coefficient: multiplies a KL term, but there is none");
    assertThatThrownBy(() -> coefficients(new NoReference(), 0, ONE, new FixedCoefficient(2)))
        .hasMessageStartingWith("entropy-coefficient: multiplies entropy-bonus, which is 0");
    assertThatThrownBy(() ->
            objective(new MeanCentered(), KL, new NoReference(), 0, Optional.empty(), ONE, ONE))
        .hasMessageStartingWith("coefficient: follows the divergence");
    assertThat(coefficients(new K3(0.1), 0, KL, ONE).klCoefficient()).isEqualTo(KL);
    assertThat(objective(
                new KlInReward(0.1, new MeanCentered()),
                ONE,
                new NoReference(),
                0,
                Optional.empty(),
                KL,
                ONE)
            .klCoefficient())
        .isEqualTo(KL);
  }

  @Test
  void gdpoWithoutPartsIsRefused() {
    assertThatThrownBy(
            () -> objective(new Gdpo(1e-4), ONE, new NoReference(), 0, Optional.empty(), ONE, ONE))
        .hasMessageStartingWith("advantage: gdpo standardizes the parts")
        .hasMessageContaining("NumberReward has none");
  }

  @Test
  void wrongNumbersAreNamed() {
    assertThatThrownBy(() -> new AdaptiveKl(0, 1)).hasMessageStartingWith("target: ");
    assertThatThrownBy(() -> new AdaptiveKl(1, -1)).hasMessageStartingWith("horizon: ");
    assertThatThrownBy(() -> new AdaptiveEntropy(0, 1, 0, 1)).hasMessageStartingWith("target: ");
    assertThatThrownBy(() -> new AdaptiveEntropy(1, 0, 0, 1)).hasMessageStartingWith("delta: ");
    assertThatThrownBy(() -> new AdaptiveEntropy(1, 1, 2, 1)).hasMessageStartingWith("initial: ");
    assertThatThrownBy(() -> new TruncatedImportance(Level.TOKEN, 2, 3, false))
        .hasMessageStartingWith("floor: ");
    assertThatThrownBy(() -> new MaskedImportance(Level.TOKEN, 2, 3, false))
        .hasMessageStartingWith("least: ");
    assertThatThrownBy(() -> new MaskedImportance(Level.TOKEN, 0, 0.5, false))
        .hasMessageStartingWith("most: ");
  }

  @Test
  void aSampleWithoutItsSamplersNumbersStopsARunWithACorrection() {
    Completion unknown = new Completion(
        new int[] {1},
        "1",
        new int[2],
        all(2),
        new float[0],
        Optional.empty(),
        Optional.empty(),
        Origin.REPLAY,
        new WeightsId(0),
        FinishReason.STOP);
    Objective corrected = objective(
        new MeanCentered(),
        ONE,
        new NoReference(),
        0,
        Optional.of(new TruncatedImportance(2)),
        ONE,
        ONE);
    Group group = new Group(Problem.of("p", "?", ""), List.of(unknown, Batch.completion("0", 1)));
    ScorerLogProbs old = (name, completion) -> new float[completion.length()];
    assertThatThrownBy(() -> corrected.experience(List.of(corrected.judge(group)), old))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("the sampler's log-probabilities of a completion are unknown")
        .hasMessageContaining("Remove objective.correction");
  }

  private static BitSet all(int length) {
    BitSet all = new BitSet();
    all.set(0, length);
    return all;
  }

  @Test
  void bnpoRefusesARewardThatIsNoProbability() {
    Objective bnpo = objective(new Bnpo(), ONE, new NoReference(), 0, Optional.empty(), ONE, ONE);
    Group group = new Group(
        Problem.of("odd", "?", ""), List.of(Batch.completion("2", 1), Batch.completion("0", 1)));
    assertThatThrownBy(() -> bnpo.experience(List.of(bnpo.judge(group)), ScorerLogProbs.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("problem 'odd' has 2.0")
        .hasMessageContaining("type: clip");
  }

  @Test
  void statesOfCoefficientsAreSavedToTheLastBit() {
    Objective adaptive =
        coefficients(new K3(0.1), 1, new AdaptiveKl(0.03, 7), new AdaptiveEntropy(0.5, 0.1, 0, 1));
    CoefficientStates straight = new CoefficientStates();
    CoefficientStates resumed = new CoefficientStates();
    for (int step = 1; step <= 5; step++) {
      Measured measured = new Measured(0.01 * step / 3, 0.2 * step / 3, 3);
      CoefficientStates loaded = new CoefficientStates();
      loaded.load(resumed.saved());
      resumed = loaded;
      assertThat(adaptive.follow(resumed, step, measured))
          .isEqualTo(adaptive.follow(straight, step, measured))
          .containsOnlyKeys("objective.reference", "objective.entropy-bonus");
    }
    assertThat(straight.saved()).isEqualTo(resumed.saved()).hasSize(2);
  }

  @Test
  void theEntropyBonusRestsAfterAStepAboveTheTarget() {
    AdaptiveEntropy adaptive = new AdaptiveEntropy(0.5, 0.1, 0.2, 0.25);
    double[] low = adaptive.next(adaptive.start(), new Measured(0, 0.4, 1));
    assertThat(adaptive.at(2, low)).isEqualTo(0.25);
    double[] high = adaptive.next(low, new Measured(0, 0.6, 1));
    assertThat(adaptive.at(3, high)).isZero();
    double[] lowAgain = adaptive.next(high, new Measured(0, 0.4, 1));
    assertThat(adaptive.at(4, lowAgain)).isEqualTo(0.25);
  }
}
