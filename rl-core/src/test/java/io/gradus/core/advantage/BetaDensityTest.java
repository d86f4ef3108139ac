package io.gradus.core.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BetaDensityTest {
  @Test
  void knownDensitiesAreMet() {
    assertThat(BetaDensity.at(0.25, 1 + 1 / 6.0, 1 + 1 / 6.0)).isCloseTo(1.0465996, within(1e-6));
    assertThat(BetaDensity.at(0.3, 1, 1)).isCloseTo(1, within(1e-12));
    assertThat(BetaDensity.at(0, 2, 2)).isZero();
    assertThat(BetaDensity.at(0, 1, 1)).isCloseTo(1, within(1e-12));
  }

  /** Groups with nearly equal pass rates give parameters in the thousands, whose powers underflow. */
  @Test
  void narrowDistributionsHaveFiniteDensities() {
    // The density of Beta(a, b) at its mean is near 1 / sqrt(2 pi variance).
    double mean = 1061 / (1061 + 1074.0);
    double variance = mean * (1 - mean) / (1061 + 1074.0 + 1);
    assertThat(BetaDensity.at(mean, 1061, 1074))
        .isCloseTo(1 / Math.sqrt(2 * Math.PI * variance), within(0.1));
    assertThat(BetaDensity.at(0.3, 30_000, 70_000)).isFinite().isPositive();
  }
}
