package io.gradus.datasets;

import io.gradus.core.CounterRandom;
import io.gradus.datasets.draw.Draws;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * Identity of a countdown problem: its numbers in any order, and its target.
 *
 * @param sorted the numbers in ascending order
 */
record CountdownKey(List<Integer> sorted, int target) {

  static CountdownKey of(List<Integer> numbers, int target) {
    return new CountdownKey(numbers.stream().sorted().toList(), target);
  }

  /** Returns the key of a problem with these attributes. */
  static CountdownKey of(Map<String, String> attributes) {
    String numbers = Objects.requireNonNull(attributes.get("numbers"));
    String target = Objects.requireNonNull(attributes.get("target"));
    return of(
        Arrays.stream(numbers.split(",")).map(Integer::valueOf).toList(), Integer.parseInt(target));
  }

  Split side() {
    long[] place = LongStream.concat(
            LongStream.of(target, sorted.size()), sorted.stream().mapToLong(Integer::longValue))
        .toArray();
    return Split.of(CounterRandom.bits(Draws.FIXED, place));
  }
}
