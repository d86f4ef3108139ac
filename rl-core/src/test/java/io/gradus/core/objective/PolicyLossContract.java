package io.gradus.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every policy loss keeps: extend it with the loss and the ratios where its formula changes. */
public abstract class PolicyLossContract {
  private static final int BATCHES = 300;

  /** The loss under test. */
  protected abstract PolicyLoss loss();

  /** Ratios at which its slope jumps: the batches hold many tokens just beside them. */
  protected abstract double[] jumps();

  /** Whether all tokens of a completion share one ratio: the batches then give them one advantage. */
  protected boolean isOfTheSequence() {
    return false;
  }

  /**
   * Whether the ratio is only a weight, held constant in the derivative: the loss is then linear in the
   * log-probability.
   */
  protected boolean holdsTheRatio() {
    return false;
  }

  @Test
  void theGradientIsTheDerivativeOfTheLoss() {
    double h = 1e-6;
    Random random = new Random(17);
    for (int batch = 0; batch < BATCHES; batch++) {
      Sequence s = random(random, 1 + random.nextInt(6));
      double[] gradient = s.evaluate(loss(), 0.3).gradient();
      for (int t = 0; t < gradient.length; t++) {
        double derivative = holdsTheRatio()
            ? s.only(t).evaluate(loss(), 0.3).loss() / s.logProbs()[t]
            : (s.moved(t, h).evaluate(loss(), 0.3).loss()
                    - s.moved(t, -h).evaluate(loss(), 0.3).loss())
                / (2 * h);
        assertThat(gradient[t])
            .as("batch %d, token %d", batch, t)
            .isCloseTo(derivative, within(1e-5 * Math.max(1, Math.abs(derivative))));
      }
    }
  }

  @Test
  void theWeightScalesLossAndGradient() {
    Random random = new Random(18);
    for (int batch = 0; batch < BATCHES; batch++) {
      Sequence s = random(random, 4);
      SequenceLoss one = s.evaluate(loss(), 1);
      SequenceLoss third = s.evaluate(loss(), 1 / 3.0);
      assertThat(third.loss()).isCloseTo(one.loss() / 3, within(1e-9));
      for (int t = 0; t < 4; t++) {
        assertThat(third.gradient()[t]).isCloseTo(one.gradient()[t] / 3, within(1e-9));
      }
    }
  }

  @Test
  void anEmptySequenceContributesNothing() {
    SequenceLoss empty = random(new Random(19), 0).evaluate(loss(), 1);
    assertThat(empty.loss()).isZero();
    assertThat(empty.gradient()).isEmpty();
  }

  @Test
  void withoutAdvantageThereIsNoGradient() {
    Random random = new Random(20);
    Sequence s = random(random, 8);
    SequenceLoss loss =
        new Sequence(s.logProbs(), s.oldLogProbs(), new double[8]).evaluate(loss(), 1);
    assertThat(Arrays.stream(loss.gradient()).boxed()).allMatch(g -> g == 0);
  }

  @Test
  void aStepAgainstTheGradientMakesGoodTokensLikelierAndBadOnesLessSo() {
    double[] same = {-1, -2};
    assertThat(new Sequence(same, same, new double[] {1.5, 1.5})
            .evaluate(loss(), 1)
            .gradient())
        .matches(gradient -> gradient[0] < 0 && gradient[1] < 0);
    assertThat(new Sequence(same, same, new double[] {1.5, -0.5})
            .evaluate(loss(), 1)
            .gradient())
        .matches(gradient -> gradient[0] < 0 && gradient[1] > 0);
  }

  @Test
  void farPoliciesGiveFiniteLosses() {
    double[] far = {-1e-9, -600, -1e-9, -600};
    double[] old = {-600, -1e-9, -600, -1e-9};
    assertFinite(new Sequence(far, old, new double[] {1, 1, -1, -1}));
    double[] likely = {-1e-9, -1e-9};
    double[] unlikely = {-800, -800};
    for (double advantage : new double[] {1, -1}) {
      double[] advantages = {advantage, advantage};
      assertFinite(new Sequence(likely, unlikely, advantages));
      assertFinite(new Sequence(unlikely, likely, advantages));
    }
  }

  private void assertFinite(Sequence s) {
    SequenceLoss loss = s.evaluate(loss(), 1);
    assertThat(loss.loss()).isFinite();
    assertThat(Arrays.stream(loss.gradient()).boxed()).allMatch(Double::isFinite);
  }

  private Sequence random(Random random, int length) {
    return isOfTheSequence() && length > 0
        ? Sequence.random(random, jumps(), 1).repeated(random, length)
        : Sequence.random(random, jumps(), length);
  }

  private record Sequence(double[] logProbs, double[] oldLogProbs, double[] advantages) {

    /** Two thirds of the tokens lie just beside a jump, on either side of it. */
    static Sequence random(Random random, double[] jumps, int length) {
      double[] logProbs = new double[length];
      double[] old = new double[length];
      double[] advantages = new double[length];
      for (int t = 0; t < length; t++) {
        old[t] = -3 * random.nextDouble() - 0.01;
        double logRatio = random.nextGaussian();
        if (jumps.length > 0 && random.nextInt(3) > 0) {
          double beside = random.nextBoolean() ? 1e-4 : -1e-4;
          logRatio = Math.log(jumps[random.nextInt(jumps.length)]) + beside;
        }
        logProbs[t] = old[t] + logRatio;
        advantages[t] = random.nextGaussian();
      }
      return new Sequence(logProbs, old, advantages);
    }

    /** As many tokens as wanted with this one's advantage, whose log-ratios have its log-ratio as their mean. */
    Sequence repeated(Random random, int length) {
      double[] logProbs = new double[length];
      double[] old = new double[length];
      double[] advantages = new double[length];
      double rest = 0;
      for (int t = 0; t < length; t++) {
        double off = t < length - 1 ? 0.3 * random.nextGaussian() : -rest;
        rest += off;
        old[t] = -3 * random.nextDouble() - 0.01;
        logProbs[t] = old[t] + this.logProbs[0] - oldLogProbs[0] + off;
        advantages[t] = this.advantages[0];
      }
      return new Sequence(logProbs, old, advantages);
    }

    Sequence only(int t) {
      return new Sequence(
          new double[] {logProbs[t]}, new double[] {oldLogProbs[t]}, new double[] {advantages[t]});
    }

    Sequence moved(int t, double by) {
      double[] moved = logProbs.clone();
      moved[t] += by;
      return new Sequence(moved, oldLogProbs, advantages);
    }

    SequenceLoss evaluate(PolicyLoss loss, double weight) {
      SequenceLoss sequence = new SequenceLoss(
          new TokenLogProbs(logProbs, oldLogProbs, new double[0], new double[0]),
          advantages,
          weight,
          weight);
      loss.add(sequence);
      return sequence;
    }
  }
}
