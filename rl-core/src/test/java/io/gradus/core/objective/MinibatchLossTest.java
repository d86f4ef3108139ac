package io.gradus.core.objective;

import static io.gradus.core.objective.Batch.clip;
import static io.gradus.core.objective.Batch.objective;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Experience;
import io.gradus.core.Fakes;
import io.gradus.core.Minibatch;
import io.gradus.core.Score;
import io.gradus.core.objective.loss.Reinforce;
import io.gradus.core.objective.reference.CorrectedK3;
import io.gradus.core.objective.reference.K1;
import io.gradus.core.objective.reference.K2;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.objective.reference.NoReference;
import io.gradus.core.reporting.LossStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MinibatchLossTest {
  private static final int BUDGET = 12;

  static Stream<Objective> objectives() {
    return Stream.of(
        objective(clip(0.2, 0.2), new SequenceMean(), new K3(0.04), 0.01),
        objective(clip(0.2, 0.28), new TokenMean(), new NoReference()),
        objective(clip(0.2, 0.2), new ConstantLength(Optional.empty()), new K2(0.1)),
        objective(new Reinforce(), new ConstantLength(Optional.of(1)), new CorrectedK3(0.1), 0.1));
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void everySplitIntoMicroBatchesGivesTheSameGradients(Objective objective) {
    Batch batch = random(13, 17);
    Batch.Result whole = batch.evaluate(objective.over(batch.minibatch(), BUDGET, 1), 13);
    for (int microBatch = 1; microBatch < 13; microBatch++) {
      Batch.Result split = batch.evaluate(objective.over(batch.minibatch(), BUDGET, 1), microBatch);
      assertThat(split.gradients()).isDeepEqualTo(whole.gradients());
      assertThat(split.entropyGradients()).isDeepEqualTo(whole.entropyGradients());
      assertThat(split.loss()).isCloseTo(whole.loss(), within(1e-12));
      Map<String, Double> metrics = split.statistics().metrics(1);
      assertThat(metrics).containsOnlyKeys(whole.statistics().metrics(1).keySet());
      whole
          .statistics()
          .metrics(1)
          .forEach((name, value) ->
              assertThat(metrics.get(name)).as(name).isCloseTo(value, within(1e-12)));
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void theGradientsAreTheDerivativesOfTheWholeLoss(Objective objective) {
    Batch batch = random(5, 18);
    Batch.Result result = batch.evaluate(objective, BUDGET);
    double h = 1e-6;
    for (int i = 0; i < 5; i++) {
      for (int t = 0; t < batch.lengths()[i]; t++) {
        assertThat(result.gradients()[i][t])
            .isCloseTo(slope(objective, batch, batch.logProbs()[i], t, h), within(1e-6));
        assertThat(result.entropyGradients()[i][t])
            .isCloseTo(slope(objective, batch, batch.entropies()[i], t, h), within(1e-6));
      }
    }
  }

  private static double slope(Objective objective, Batch batch, double[] row, int t, double h) {
    double at = row[t];
    row[t] = at + h;
    double up = batch.evaluate(objective, BUDGET).loss();
    row[t] = at - h;
    double down = batch.evaluate(objective, BUDGET).loss();
    row[t] = at;
    return (up - down) / (2 * h);
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void maskedAndEmptySequencesContributeNothing(Objective objective) {
    Batch batch = random(4, 19);
    Batch.Result without = batch.evaluate(objective, BUDGET);
    List<Experience> experiences = new ArrayList<>(batch.minibatch().experiences());
    Experience first = experiences.get(0);
    experiences.add(
        Fakes.experience(first.scored().group(), 0, Score.verifierError("broken"), 0, true));
    Batch empty = new Batch(
        new int[] {0},
        new double[] {1},
        new double[1][0],
        new double[1][0],
        new double[1][0],
        new double[1][0]);
    experiences.add(empty.minibatch().experiences().get(0));

    MinibatchLoss step = objective.over(new Minibatch(experiences), BUDGET, 1);
    Batch.Result with = batch.evaluate(step, 4);
    double[] nan = new double[first.completion().length()];
    Arrays.fill(nan, Double.NaN);
    SequenceLoss masked = step.evaluate(4, new TokenLogProbs(nan, nan, nan, nan));
    SequenceLoss none = step.evaluate(5, empty.tokens(0));
    with.statistics().add(masked);
    with.statistics().add(none);

    assertThat(with.gradients()).isDeepEqualTo(without.gradients());
    assertThat(masked.loss()).isZero();
    assertThat(masked.gradient()).containsOnly(0);
    assertThat(none.loss()).isZero();
    assertThat(with.statistics().metrics(1)).isEqualTo(without.statistics().metrics(1));
  }

  @Test
  void aLossThatIsNotANumberNamesTheTokenAndTheSample() {
    Batch batch = random(3, 20);
    MinibatchLoss step = objectives().findFirst().orElseThrow().over(batch.minibatch(), BUDGET, 1);
    batch.logProbs()[1][0] = Double.NaN;

    assertThatThrownBy(() -> step.evaluate(1, batch.tokens(1)))
        .isInstanceOf(NonFiniteLoss.class)
        .hasMessageContaining("the log-probability under the policy of token 0 is NaN")
        .hasMessageContaining("completion 1 of problem 'golden': \"0\"");
    assertThat(step.evaluate(0, batch.tokens(0)).loss()).isFinite();
  }

  @Test
  void aLossWithoutFaultInItsNumbersIsBlamedOnItself() {
    Batch batch = random(2, 25);
    for (double slope : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      PolicyLoss broken = sequence -> sequence.addPolicyLoss(0, 1, slope);
      MinibatchLoss step =
          objective(broken, new TokenMean(), new NoReference()).over(batch.minibatch(), BUDGET, 1);
      assertThatThrownBy(() -> step.evaluate(0, batch.tokens(0)))
          .isInstanceOf(NonFiniteLoss.class)
          .hasMessageContaining("the loss of a completion is 0.")
          .hasMessageContaining("all log-probabilities and entropies are finite");
    }
  }

  @Test
  void aReferenceIsAskedForOnlyWhereTheObjectiveHasOne() {
    assertThat(objective(clip(0.2, 0.2), new TokenMean(), new NoReference()).needsReference())
        .isFalse();
    assertThat(objective(clip(0.2, 0.2), new TokenMean(), new K3(1)).needsReference())
        .isTrue();
  }

  @Test
  void lossesAreMeansOverOptimizerStepsAndTheRestOverTokens() {
    Objective objective = objective(clip(0.2, 0.2), new SequenceMean(), new K3(0.04));
    Batch.Result one = random(6, 21).evaluate(objective, BUDGET);
    Batch.Result two = random(6, 22).evaluate(objective, BUDGET);
    LossStatistics both = new LossStatistics();
    both.merge(one.statistics());
    both.merge(two.statistics());

    assertThat(both.metrics(2).get("loss")).isCloseTo((one.loss() + two.loss()) / 2, within(1e-12));
    long tokens = one.statistics().tokens() + two.statistics().tokens();
    assertThat(both.tokens()).isEqualTo(tokens);
    double entropy = (entropy(one) * one.statistics().tokens()
            + entropy(two) * two.statistics().tokens())
        / tokens;
    assertThat(both.metrics(2).get("entropy")).isCloseTo(entropy, within(1e-12));
    assertThat(new LossStatistics().metrics(0)).isEmpty();
  }

  private static double entropy(Batch.Result result) {
    return Objects.requireNonNull(result.statistics().metrics(1).get("entropy"));
  }

  @Test
  void figuresOfAKnownSequence() {
    Objective objective = objective(clip(0.2, 0.2), new TokenMean(), new K1(0.5));
    Batch batch = new Batch(
        new int[] {2},
        new double[] {1},
        new double[][] {{-1, -1}},
        new double[][] {{-1 - Math.log(2), -1}},
        new double[][] {{-1.2, -1}},
        new double[][] {{0.5, 1.5}});

    Map<String, Double> metrics = batch.evaluate(objective, BUDGET).statistics().metrics(1);

    assertThat(metrics.get("loss/policy")).isCloseTo(-(1.2 + 1) / 2, within(1e-12));
    assertThat(metrics.get("loss/kl")).isCloseTo(0.5 * 0.2 / 2, within(1e-12));
    assertThat(metrics.get("kl")).isCloseTo(0.1, within(1e-12));
    assertThat(metrics.get("kl/k1")).isCloseTo(0.1, within(1e-12));
    assertThat(metrics.get("kl/k3")).isCloseTo(0.0187308 / 2, within(1e-7));
    assertThat(metrics.get("entropy")).isCloseTo(1, within(1e-12));
    assertThat(metrics.get("ratio_deviation")).isCloseTo(0.5, within(1e-12));
    assertThat(metrics.get("kl/old")).isCloseTo((1 - Math.log(2)) / 2, within(1e-12));
    assertThat(metrics.get("clip/high")).isEqualTo(0.5);
    assertThat(metrics.get("clip/low")).isZero();
    assertThat(metrics.get("trained_tokens")).isEqualTo(2);
  }

  @Test
  void numbersOfAnotherLengthAreRefused() {
    Batch batch = random(2, 23);
    MinibatchLoss step = objectives().findFirst().orElseThrow().over(batch.minibatch(), BUDGET, 1);
    TokenLogProbs longer =
        TokenLogProbs.of(new float[99], new float[99], new float[0], new float[0]);
    assertThatThrownBy(() -> step.evaluate(0, longer))
        .hasMessageStartingWith("tokens: 99 log-probs for a completion of ");
    assertThatThrownBy(
            () -> TokenLogProbs.of(new float[2], new float[1], new float[0], new float[0]))
        .hasMessage("old: 1 numbers for 2 tokens");
    assertThatThrownBy(
            () -> TokenLogProbs.of(new float[2], new float[2], new float[1], new float[0]))
        .hasMessage("reference: 1 numbers for 2 tokens");
    assertThatThrownBy(
            () -> TokenLogProbs.of(new float[2], new float[2], new float[0], new float[3]))
        .hasMessage("entropies: 3 numbers for 2 tokens");
  }

  private static Batch random(int n, long seed) {
    Random random = new Random(seed);
    int[] lengths = random.ints(n, 1, 10).toArray();
    double[][][] rows = new double[4][n][];
    for (int i = 0; i < n; i++) {
      rows[0][i] = random.doubles(lengths[i], -2, 0).toArray();
      rows[1][i] = random.doubles(lengths[i], -2, 0).toArray();
      rows[2][i] = random.doubles(lengths[i], -2, 0).toArray();
      rows[3][i] = random.doubles(lengths[i], 0, 3).toArray();
    }
    double[] advantages = random.doubles(n, -2, 2).toArray();
    return new Batch(lengths, advantages, rows[0], rows[1], rows[2], rows[3]);
  }
}
