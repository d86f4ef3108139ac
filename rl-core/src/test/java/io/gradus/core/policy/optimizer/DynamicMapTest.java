package io.gradus.core.policy.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Facts about bitsandbytes' create_dynamic_map. */
class DynamicMapTest {

  private static double smallestPositive(DynamicMap map) {
    return IntStream.range(0, 256)
        .mapToDouble(i -> map.values()[i])
        .filter(v -> v > 0)
        .min()
        .orElseThrow();
  }

  @Test
  void theSignedMapIsTheirs() {
    DynamicMap map = DynamicMap.signed();
    assertThat(map.values()).hasSize(256).doesNotHaveDuplicates().isSorted();
    assertThat(map.values()[0]).isCloseTo(-0.992969f, within(1e-6f));
    assertThat(map.values()[255]).isEqualTo(1);
    assertThat(map.values()).contains(0);
    assertThat(smallestPositive(map)).isCloseTo(5.5e-7, within(1e-12));
  }

  @Test
  void theUnsignedMapIsTheirs() {
    DynamicMap map = DynamicMap.unsigned();
    assertThat(map.values()).hasSize(256).doesNotHaveDuplicates().isSorted();
    assertThat(map.values()[0]).isZero();
    assertThat(map.values()[254]).isCloseTo(0.996484f, within(1e-6f));
    assertThat(map.values()[255]).isEqualTo(1);
    assertThat(smallestPositive(map)).isCloseTo(3.25e-7, within(1e-12));
  }
}
