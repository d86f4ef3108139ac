package io.gradus.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
  private static final int SMALL = 40;

  @Test
  void theOrderOfTheWordsMatters() {
    for (long a = 0; a < SMALL; a++) {
      for (long b = 0; b < a; b++) {
        assertThat(CounterRandom.bits(a, b)).isNotEqualTo(CounterRandom.bits(b, a));
        assertThat(CounterRandom.bits(5, a, b)).isNotEqualTo(CounterRandom.bits(5, b, a));
        assertThat(CounterRandom.bits(a, 5, b)).isNotEqualTo(CounterRandom.bits(b, 5, a));
      }
    }
  }

  @Test
  void equalWordsDoNotCancel() {
    Set<Long> seen = new HashSet<>();
    for (long s = 0; s < 1000; s++) {
      seen.add(CounterRandom.bits(s, s));
      seen.add(CounterRandom.bits(s, s, s));
      seen.add(CounterRandom.bits(2000, s, s));
    }
    assertThat(seen).hasSize(3000);
  }

  @Test
  void placesThatLieCloseTogetherHaveDifferentBits() {
    Set<Long> seen = new HashSet<>();
    for (long seed = 0; seed < SMALL; seed++) {
      for (long step = -1; step < SMALL; step++) {
        for (long index = -1; index < SMALL; index++) {
          seen.add(CounterRandom.bits(seed, step, index));
        }
      }
    }
    assertThat(seen).hasSize(SMALL * (SMALL + 1) * (SMALL + 1));
  }

  /** Each bit of each word flips each bit of the result in half of the cases. */
  @Test
  void everyBitOfEveryWordReachesEveryBit() {
    int trials = 1000;
    for (int word = 0; word < 3; word++) {
      for (int bit = 0; bit < 64; bit++) {
        int[] flips = new int[64];
        for (int trial = 0; trial < trials; trial++) {
          // Small numbers, as seeds, steps and indices are.
          long[] words = {trial % 7, trial % 31, trial};
          long before = CounterRandom.bits(words[0], words[1], words[2]);
          words[word] ^= 1L << bit;
          long changed = before ^ CounterRandom.bits(words[0], words[1], words[2]);
          for (int out = 0; out < 64; out++) {
            flips[out] += (int) (changed >>> out & 1);
          }
        }
        for (int out = 0; out < 64; out++) {
          // Six deviations of a fair coin.
          assertThat(flips[out])
              .as("bit %d of word %d flips bit %d", bit, word, out)
              .isBetween(500 - 95, 500 + 95);
        }
      }
    }
  }

  /** Chi-squared over 256 cells: 255 expected, with a deviation of 23. */
  @Test
  void numbersAreUniformAlongEveryWord() {
    int n = 256 * 200;
    for (int along = 0; along < 4; along++) {
      int[] cells = new int[256];
      double sum = 0;
      for (int i = 0; i < n; i++) {
        double u = switch (along) {
          case 0 -> CounterRandom.uniform(i, 3, 4);
          case 1 -> CounterRandom.uniform(17, i, 4);
          case 2 -> CounterRandom.uniform(17, 3, i);
          default -> CounterRandom.uniform(i, i, i);
        };
        assertThat(u).isBetween(0.0, Math.nextDown(1.0));
        cells[(int) (256 * u)]++;
        sum += u;
      }
      double chiSquared = 0;
      for (int cell : cells) {
        chiSquared += (cell - 200.0) * (cell - 200.0) / 200;
      }
      assertThat(chiSquared).as("along word %d", along).isBetween(255 - 115.0, 255 + 115.0);
      assertThat(sum / n).isCloseTo(0.5, within(0.008));
    }
  }

  @Test
  void numbersBelowABoundAreUniform() {
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[CounterRandom.below(7, 17, i)]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(10_000 - 560, 10_000 + 560);
    }
    assertThat(CounterRandom.below(1, 17, 3)).isZero();
    assertThatThrownBy(() -> CounterRandom.below(0, 17)).hasMessageContaining("but is 0");
  }
}
