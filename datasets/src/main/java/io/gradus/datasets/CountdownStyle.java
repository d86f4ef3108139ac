package io.gradus.datasets;

import java.util.List;
import java.util.stream.Collectors;

/** Form of the question of {@link Countdown}. */
public enum CountdownStyle {
  /** {@code 030,100,093:023}: every digit has a fixed place; for character models trained from scratch. */
  PADDED {
    @Override
    String question(List<Integer> numbers, int target, String operators) {
      return numbers.stream().map("%03d"::formatted).collect(Collectors.joining(","))
          + ":%03d".formatted(target);
    }
  },
  /** {@code 30,100,93:23}. */
  COMPACT {
    @Override
    String question(List<Integer> numbers, int target, String operators) {
      return numbers.stream().map(String::valueOf).collect(Collectors.joining(",")) + ":" + target;
    }
  },
  /** In English, with the rules; for pretrained models. */
  WORDS {
    @Override
    String question(List<Integer> numbers, int target, String operators) {
      return "Make %d from the numbers %s. Use each of them exactly once, with %s and parentheses. Answer with the expression alone."
          .formatted(
              target,
              numbers.stream().map(String::valueOf).collect(Collectors.joining(", ")),
              String.join(" ", operators.split("")));
    }
  };

  abstract String question(List<Integer> numbers, int target, String operators);
}
