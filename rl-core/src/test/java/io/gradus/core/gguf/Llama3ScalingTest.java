package io.gradus.core.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Llama3ScalingTest {
  @Test
  void theFactorsAreThoseOfLlama32() {
    // theta 5e5, d 64: 0 to 14 unchanged, 15 to 17 blended, the rest divided by 32
    float[] factors = new Llama3Scaling(32, 1, 4, 8192).factors(500_000, 64);
    assertThat(factors[14]).isEqualTo(1);
    assertThat(0.00213112 / factors[15]).isCloseTo(0.00129055, within(1e-8));
    assertThat(0.00141421 / factors[16]).isCloseTo(0.000429557, within(1e-8));
    assertThat(factors[18]).isEqualTo(32);
    assertThat(factors).hasSize(32);
  }

  @ParameterizedTest
  @CsvSource({
    "32, 1, 4, 8192, 64",
    "8, 1, 4, 8192, 128",
    "8, 1, 4, 64, 12",
    "16, 1, 3, 5000, 128",
    "4, 2, 5, 3000, 256"
  })
  void theSettingsAreFoundAgainInTheFactors(
      double factor, double low, double high, long original, int headSize) {
    float[] factors = new Llama3Scaling(factor, low, high, original).factors(500_000, headSize);
    Llama3Scaling found = Llama3Scaling.fit(factors, 500_000).orElseThrow();
    assertThat(found.factor()).isEqualTo(factor);
    assertThat(found.factors(500_000, headSize))
        .usingComparatorWithPrecision(1e-3f)
        .containsExactly(factors);
    if (low == 1 && high == 4 && headSize > 12) {
      assertThat(found).isEqualTo(new Llama3Scaling(factor, low, high, original));
    }
  }

  @Test
  void factorsOfAnotherKindAreNot() {
    assertThat(Llama3Scaling.fit(new float[] {1, 3, 2, 5, 1, 1}, 10_000)).isEmpty();
  }
}
