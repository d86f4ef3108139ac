package io.gradus.datasets;

import com.google.common.base.Strings;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Digit order of numbers in the demonstrations of {@link Countdown}. Both orders pad numbers with zeros, so that each
 * digit is at a fixed distance from the digits that it depends on.
 */
public enum CountdownNotation {
  /**
   * Units first, {@code 030+390=321} for 30+93=123: each digit of the result needs only digits that are already
   * written. Small decoders learn this order from far fewer examples (Lee et al., arXiv:2307.03381).
   */
  REVERSED,
  /** The usual order, {@code 030+093=123}: the first digit of a result needs the carries of all later digits. */
  PLAIN;

  /** Writes the steps, then whether the target was met: {@code 030+390=321;321-001=320!}. */
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

  /** Writes several tries with a space between them. */
  String write(List<CountdownTry> tries, long target, int width) {
    return tries.stream().map(t -> write(t, target, width)).collect(Collectors.joining(" "));
  }

  private String number(long value, int width) {
    String padded = Strings.padStart(Long.toString(value), width, '0');
    return this == REVERSED ? new StringBuilder(padded).reverse().toString() : padded;
  }
}
