package io.gradus.rewards.code;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutputComparisonTest {

  private static boolean same(String actual, String expected) {
    return OutputComparison.difference(actual.getBytes(UTF_8), expected, 0).isEmpty();
  }

  @Test
  void blanksAtTheEndOfALineOrOfTheOutputDoNotCount() {
    assertThat(same("6  \r\n\n\n", "6")).isTrue();
    assertThat(same("a b \t\nc", "a b\nc\n\n")).isTrue();
    assertThat(same("", "\n")).isTrue();
  }

  @Test
  void everythingElseCounts() {
    assertThat(same(" 6", "6")).isFalse();
    assertThat(same("6\u0000", "6")).isFalse();
    assertThat(same("6\u00a0", "6")).isFalse();
    assertThat(same("YES", "yes")).isFalse();
    assertThat(same("1", "1\n2")).isFalse();
    assertThat(same("1\n2", "1")).isFalse();
    assertThat(same("1\n\n2", "1\n2")).isFalse();
    assertThat(same("", "1")).isFalse();
    assertThat(OutputComparison.difference(new byte[] {(byte) 0xff}, "\ufffd", 0))
        .isPresent();
  }

  @Test
  void wholeNumbersAreExactAndDecimalsAreNumbers() {
    assertThat(same("50000000000000001", "50000000000000000")).isFalse();
    assertThat(same("2.0", "2")).isFalse();
    assertThat(same("2", "2.0")).isTrue();
    assertThat(same("x 2.50", "x 2.5")).isTrue();
    assertThat(same("0.30000000000000004", "0.3")).isFalse();
    assertThat(same("1e999999999", "1.5")).isFalse();
  }

  @Test
  void aToleranceIsAbsolute() {
    byte[] close = "0.30000000000000004".getBytes(UTF_8);
    assertThat(OutputComparison.difference(close, "0.3", 1e-9)).isEmpty();
    assertThat(OutputComparison.difference("0.31".getBytes(UTF_8), "0.3", 1e-9)).isPresent();
    assertThat(OutputComparison.difference("nan".getBytes(UTF_8), "0.3", 1)).isPresent();
  }

  @Test
  void theDifferenceIsNamed() {
    assertThat(OutputComparison.difference("1\n3".getBytes(UTF_8), "1\n2", 0))
        .hasValue("line 2 is '3', expected '2'");
  }
}
