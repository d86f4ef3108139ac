package io.gradus.core.policy.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.policy.MomentStates;
import org.junit.jupiter.api.Test;

class HypergradientTest {
  private static Hypergradient of(double rate, int warmup) {
    return new Hypergradient(
        new AdamWSettings(
            rate, 0.9, 0.999, 1e-8, 0, 1, warmup, new Constant(), MomentStates.FLOAT32),
        0.02,
        0.9,
        0.1,
        10);
  }

  /** Gradient descent on f = theta^2 / 2; in one dimension the cosine is the product of the signs. */
  private static double[] descend(Hypergradient optimizer, int steps) {
    double theta = 1;
    double last = 0;
    double[] state = optimizer.start();
    double[] rates = new double[steps];
    for (int s = 1; s <= steps; s++) {
      state = optimizer.next(state, s, Math.signum(theta) * Math.signum(last));
      rates[s - 1] = optimizer.learningRate(s, steps, state);
      last = theta;
      theta -= rates[s - 1] * theta;
    }
    return rates;
  }

  @Test
  void onAQuadraticASmallRateRises() {
    double[] rates = descend(of(0.1, 0), 60);
    assertThat(rates).isSorted();
    assertThat(rates[59]).isGreaterThan(0.2).isLessThanOrEqualTo(1);
  }

  @Test
  void anOscillatingRateFalls() {
    // Rates above 1 change theta's sign at each step. AdamW's own rate is at most 1, so the factor
    // begins above it.
    Hypergradient optimizer = of(1, 0);
    double[] state = {1.8, 0};
    double theta = 1;
    double last = 0;
    for (int s = 1; s <= 60; s++) {
      state = optimizer.next(state, s, Math.signum(theta) * Math.signum(last));
      last = theta;
      theta -= optimizer.learningRate(s, 60, state) * theta;
    }
    assertThat(state[0]).isLessThan(1.05);
  }

  @Test
  void theFactorWaitsForTheWarmUpAndStaysWithinItsBounds() {
    Hypergradient optimizer = of(0.01, 5);
    double[] state = optimizer.start();
    for (int s = 1; s <= 5; s++) {
      state = optimizer.next(state, s, 1);
    }
    assertThat(state[0]).isEqualTo(1);
    assertThat(state[1]).isCloseTo(1 - Math.pow(0.9, 5), within(1e-12));
    for (int s = 6; s <= 500; s++) {
      state = optimizer.next(state, s, 1);
    }
    assertThat(state[0]).isEqualTo(10);
    for (int s = 501; s <= 1500; s++) {
      state = optimizer.next(state, s, -1);
    }
    assertThat(state[0]).isEqualTo(0.1);
  }

  @Test
  void momentsInEightBitsAreRefused() {
    AdamWSettings coarse =
        new AdamWSettings(0.1, 0.9, 0.999, 1e-8, 0, 1, 0, new Constant(), MomentStates.EIGHT_BIT);
    assertThatThrownBy(() -> new Hypergradient(coarse, 0.02, 0.9, 0.1, 10))
        .hasMessageContaining("adamw.states: must be float32");
  }
}
