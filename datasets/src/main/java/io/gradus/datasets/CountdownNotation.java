package io.gradus.datasets;

import com.google.common.base.Strings;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the demonstrations of {@link Countdown} write numbers. Both are padded with zeros, so that each digit of an operation
 * stands at a fixed distance from the digits that it depends on.
 */
public enum CountdownNotation {
  /**
   * Units first, {@code 030+390=321} for 30+93=123: each digit of the result needs only digits that are written already, which
   * small decoders learn from far fewer examples (Lee et al., arXiv:2307.03381).
   */
  REVERSED,
  /** As usual, {@code 030+093=123}: the first digit of a result needs the carries of all that follow. */
  PLAIN;

  /** {@code 030+390=321;321-001=320!}: the steps, then whether the target was met. */
  String write(CountdownTry attempt, long target, int width) {
    return attempt.steps().stream()
            .map(s -> number(s.left(), width)
                + s.operator()
                + number(s.right(), width)
                + "="
                + number(s.result(), width))
            .collect(Collectors.joining(";"))
        + (attempt.value() == target ? "!" : "?");
  }

  /** Tries one after the other, a space between. */
  String write(List<CountdownTry> tries, long target, int width) {
    return tries.stream().map(t -> write(t, target, width)).collect(Collectors.joining(" "));
  }

  private String number(long value, int width) {
    String padded = Strings.padStart(Long.toString(value), width, '0');
    return this == REVERSED ? new StringBuilder(padded).reverse().toString() : padded;
  }
}
