package io.gradus.rewards.code;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputComparisonTest {

  private static boolean same(String actual, String expected) {
    return OutputComparison.difference(actual.getBytes(UTF_8), expected, Tolerance.NONE_ASKED)
        .isEmpty();
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
    assertThat(
            OutputComparison.difference(new byte[] {(byte) 0xff}, "\ufffd", Tolerance.NONE_ASKED))
        .isPresent();
  }

  @Test
  void wholeNumbersAreExactAndDecimalsAreNumbers() {
    assertThat(same("50000000000000001", "50000000000000000")).isFalse();
    assertThat(same("2.0", "2")).isFalse();
    assertThat(same("2", "2.0")).isTrue();
    assertThat(same("x 2.50", "x 2.5")).isTrue();
    assertThat(same("[0.30000000000000004, 1]", "[0.3, 1]")).isTrue();
    assertThat(same("[0.30000000000000004, 2]", "[0.3, 1]")).isFalse();
    assertThat(same("0.31", "0.3")).isFalse();
    assertThat(same("1e999999999", "1.5")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0.30000000000000004, 0.3, 1e-9, true",
    "0.31, 0.3, 1e-9, false",
    "0.30000000000000004, 0.3, 0, false",
    "nan, 0.3, 1, false",
    "2.000000, 2, 1e-6, true",
    "2.1, 2, 1e-6, false",
    "4.9999999, 5, 1e-6, true",
    "2000000000000000.5, 2000000000000000, 1e-9, true",
    "-0.0000001, 0, 1e-6, true",
    "0.00001, 0, 1e-6, false",
    "1e300, 1e300, 0, true",
    "0 1.0, 0.0000001 1, 1e-6, true",
    "1000001, 1000000, 1e-5, true",
    "1000100, 1000000, 1e-5, false"
  })
  void aToleranceIsAbsoluteOrRelative(
      String actual, String expected, double tolerance, boolean agrees) {
    assertThat(
            OutputComparison.difference(actual.getBytes(UTF_8), expected, Tolerance.of(tolerance))
                .isEmpty())
        .isEqualTo(agrees);
  }

  @Test
  void theDifferenceIsNamed() {
    assertThat(OutputComparison.difference("1\n3".getBytes(UTF_8), "1\n2", Tolerance.NONE_ASKED))
        .hasValue("line 2 is '3', expected '2'");
  }
}
