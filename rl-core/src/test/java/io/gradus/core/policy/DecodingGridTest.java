package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodingGridTest {

  @Test
  void rowsOfOnePromptStandTogether() {
    DecodingGrid grid = DecodingGrid.of(new int[] {0, 0, 0, 1, 1, 1});
    assertThat(grid.group()).isEqualTo(3);
    assertThat(grid.promptOf()).containsExactly(0, 1);
    assertThat(grid.places()).isEqualTo(6);
  }

  @Test
  void aPromptWithManyRowsStandsThereSeveralTimesRatherThanThatOthersRepeatTheirs() {
    DecodingGrid grid = DecodingGrid.of(new int[] {0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3});
    assertThat(grid.places()).isLessThanOrEqualTo(12);
    assertThat(grid.promptOf()).contains(0, 1, 2, 3).hasSizeGreaterThan(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyRowHasItsPlaceAndItsPromptWhateverRowsAreKept(int seed) {
    Random random = new Random(seed);
    int[] prompts = random.ints(1 + random.nextInt(40), 0, 5).sorted().toArray();
    DecodingGrid before = DecodingGrid.of(prompts);
    int[] kept = random
        .ints(1 + random.nextInt(prompts.length), 0, prompts.length)
        .distinct()
        .toArray();
    DecodingGrid after = before.keep(kept);
    float[] values = new float[prompts.length * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    assertThat(before.toRows(before.toPlaces(values, 2), 2)).isEqualTo(values);
    float[] moved = new float[after.places() * 2];
    float[] places = before.toPlaces(values, 2);
    int[] from = after.placesIn(before, kept);
    for (int i = 0; i < from.length; i++) {
      System.arraycopy(places, from[i] * 2, moved, i * 2, 2);
      int prompt = after.promptOf()[i / after.group()];
      assertThat(before.promptOf()[from[i] / before.group()]).isEqualTo(prompt);
    }
    float[] expected = new float[kept.length * 2];
    for (int i = 0; i < kept.length; i++) {
      expected[2 * i] = 2 * kept[i];
      expected[2 * i + 1] = 2 * kept[i] + 1;
    }
    assertThat(after.toRows(moved, 2)).isEqualTo(expected);
    assertThat(Arrays.stream(after.promptPlacesIn(before)).map(p -> before.promptOf()[p]))
        .containsExactly(Arrays.stream(after.promptOf()).boxed().toArray(Integer[]::new));
  }
}
