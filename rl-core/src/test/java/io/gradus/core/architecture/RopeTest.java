package io.gradus.core.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Frequencies in numbers that were computed elsewhere. */
class RopeTest {

  @Test
  void plainFrequenciesFallFromOne() {
    double[] f = new Rope(1e4, 64, new NoScaling()).frequencies();
    assertThat(f).hasSize(32);
    assertThat(f[0]).isEqualTo(1);
    assertThat(f[16]).isCloseTo(0.01, within(1e-12));
  }

  @Test
  void linearScalingDividesThemAll() {
    double[] plain = new Rope(1e4, 8, new NoScaling()).frequencies();
    double[] scaled = new Rope(1e4, 8, new LinearScaling(4)).frequencies();
    assertThat(scaled).containsExactly(Arrays.stream(plain).map(f -> f / 4).toArray());
  }

  /** Llama 3.2: theta 500,000, D 64, factor 32, original context 8192. */
  @Test
  void llama3KeepsFastOnesDividesSlowOnesAndMixesThreeBetween() {
    double[] plain = new Rope(5e5, 64, new NoScaling()).frequencies();
    double[] f = new Rope(5e5, 64, new Llama3Scaling(32, 1, 4, 8192)).frequencies();
    for (int i = 0; i <= 14; i++) {
      assertThat(f[i]).isEqualTo(plain[i]);
    }
    assertThat(f[14]).isCloseTo(0.00321145, within(1e-8));
    assertThat(plain[15]).isCloseTo(0.00213112, within(1e-8));
    assertThat(f[15]).isCloseTo(0.00129055, within(1e-8));
    assertThat(f[16]).isCloseTo(0.000429557, within(1e-9));
    assertThat(f[17]).isBetween(plain[17] / 32, plain[17]);
    assertThat(f[18]).isCloseTo(0.0000194616, within(1e-10));
    for (int i = 18; i < 32; i++) {
      assertThat(f[i]).isCloseTo(plain[i] / 32, within(1e-15));
    }
  }

  /** DeepSeek-V3: theta 10,000, D 64, factor 40, original context 4096: the ramp from index 10 to index 23. */
  @Test
  void yarnsRampIsLinearInTheIndex() {
    double[] plain = new Rope(1e4, 64, new NoScaling()).frequencies();
    double[] f = new Rope(1e4, 64, YarnScaling.of(40, 4096)).frequencies();
    for (int i = 0; i <= 10; i++) {
      assertThat(f[i]).isEqualTo(plain[i]);
    }
    assertThat(f[16]).isCloseTo(0.0055, within(1e-9));
    for (int i = 23; i < 32; i++) {
      assertThat(f[i]).isCloseTo(plain[i] / 40, within(1e-15));
    }
  }

  @Test
  void yarnSharpensScores() {
    assertThat(YarnScaling.of(40, 4096).amplitude()).isCloseTo(1.3688879, within(1e-7));
    assertThat(YarnScaling.magnitude(40, 0.707)).isCloseTo(1.2608037, within(1e-6));
    assertThat(YarnScaling.magnitude(1, 1)).isEqualTo(1);
    assertThat(new YarnScaling(40, 4096, 32, 1, Optional.of(0.5), true).amplitude())
        .isEqualTo(0.5);
  }

  /** q = (1, 2, 3, 4) at position 1, theta 10,000, by both pairings. */
  @Test
  void aVectorIsTurnedInHalvesOrInNeighbours() {
    double[] f = new Rope(1e4, 4, new NoScaling()).frequencies();
    assertThat(turned(new double[] {1, 2, 3, 4}, f, false))
        .containsExactly(new double[] {-1.984111, 1.959901, 2.462378, 4.019800}, within(1e-6));
    assertThat(turned(new double[] {1, 2, 3, 4}, f, true))
        .containsExactly(new double[] {-1.142640, 1.922076, 2.959851, 4.029800}, within(1e-6));
  }

  private static double[] turned(double[] x, double[] f, boolean interleaved) {
    double[] y = new double[4];
    for (int pair = 0; pair < 2; pair++) {
      int a = interleaved ? 2 * pair : pair;
      int b = interleaved ? a + 1 : pair + 2;
      y[a] = x[a] * Math.cos(f[pair]) - x[b] * Math.sin(f[pair]);
      y[b] = x[b] * Math.cos(f[pair]) + x[a] * Math.sin(f[pair]);
    }
    return y;
  }

  @Test
  void whatCannotWorkIsRefusedInWords() {
    assertThatThrownBy(() -> new LinearScaling(0.5))
        .hasMessageContaining("factor: must be at least 1");
    assertThatThrownBy(() -> new Llama3Scaling(8, 4, 1, 32))
        .hasMessageContaining("high-frequency-factor: must be above low-frequency-factor");
    assertThatThrownBy(() -> YarnScaling.of(4, 0)).hasMessageContaining("original-context");
  }
}
