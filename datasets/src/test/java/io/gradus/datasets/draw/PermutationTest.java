package io.gradus.datasets.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {

  private static long[] order(int size, long seed, long round) {
    return LongStream.range(0, size)
        .map(i -> Permutation.at(i, size, seed, round))
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 16, 17, 255, 256, 257, 7473})
  void everyPlaceIsTakenOnce(int size) {
    for (int round = 0; round < 3; round++) {
      long[] order = order(size, 7, round);
      Arrays.sort(order);
      assertThat(order).isEqualTo(LongStream.range(0, size).toArray());
    }
  }

  @Test
  void eachElementComesFirstEquallyOften() {
    int[] first = new int[10];
    for (int round = 0; round < 10_000; round++) {
      first[(int) Permutation.at(0, 10, 3, round)]++;
    }
    assertThat(Arrays.stream(first).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
  }

  @Test
  void seedAndRoundChangeTheOrder() {
    assertThat(order(100, 1, 0)).isNotEqualTo(order(100, 2, 0)).isNotEqualTo(order(100, 1, 1));
  }
}
