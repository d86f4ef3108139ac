package io.gradus.rewards.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Comparison of a program's output with the expected output, line by line. Spaces at the end of a line and blank lines
 * at the end of the output do not count. Lines that differ still count as equal if they agree word by word, with
 * numbers within the {@link Tolerance}. The time is linear in the length of both texts.
 */
final class OutputComparison {
  private static final int LONGEST_NUMBER = 400;
  private static final int SHOWN = 120;
  private static final String PUNCTUATION = "[](){},;:";

  /** Pattern of a decimal number with an exponent of at most three digits, so that subtraction is fast. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

  private final Tolerance tolerance;

  private OutputComparison(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  /** Describes the first difference; empty if there is none. */
  static Optional<String> difference(byte[] actual, String expected, Tolerance tolerance) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(actual)).toString();
      return new OutputComparison(tolerance).difference(new Lines(text), new Lines(expected));
    } catch (CharacterCodingException e) {
      return Optional.of("the output is not UTF-8");
    }
  }

  private Optional<String> difference(Lines actual, Lines expected) {
    for (int number = 1; actual.hasNext() && expected.hasNext(); number++) {
      String line = actual.next();
      String wanted = expected.next();
      if (!line.equals(wanted) && !sameWords(line, wanted)) {
        return Optional.of(
            "line %d is '%s', expected '%s'".formatted(number, shortened(line), shortened(wanted)));
      }
    }
    if (actual.hasNext() || expected.hasNext()) {
      return Optional.of("%d lines, expected %d".formatted(actual.count(), expected.count()));
    }
    return Optional.empty();
  }

  /** Lines of a text, without trailing spaces and without blank lines at the end. */
  private static final class Lines {
    private final String text;
    private final int end;
    private int at;
    private int read;

    Lines(String text) {
      this.text = text;
      this.end = stripped(text, 0, text.length(), " \t\r\n");
    }

    boolean hasNext() {
      return at < end;
    }

    String next() {
      int stop = text.indexOf('\n', at);
      stop = stop < 0 || stop > end ? end : stop;
      String line = text.substring(at, stripped(text, at, stop, " \t\r"));
      at = stop + 1;
      read++;
      return line;
    }

    int count() {
      while (hasNext()) {
        next();
      }
      return read;
    }

    /**
     * Returns the end of a range without these trailing characters. Only spaces are removed: a trailing NUL is a
     * difference.
     */
    private static int stripped(String text, int from, int to, String characters) {
      int end = to;
      while (end > from && characters.indexOf(text.charAt(end - 1)) >= 0) {
        end--;
      }
      return end;
    }
  }

  private boolean sameWords(String actual, String expected) {
    if (expected.indexOf('.') < 0 && tolerance.value(true) <= 0) {
      return false;
    }
    String[] words = actual.split(" +", -1);
    String[] wanted = expected.split(" +", -1);
    if (words.length != wanted.length) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (!words[i].equals(wanted[i]) && !sameNumber(words[i], wanted[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether two words are numbers that agree, within the same punctuation, such as {@code [0.5,}. */
  private boolean sameNumber(String actual, String expected) {
    int start = 0;
    int most = Math.min(actual.length(), expected.length());
    while (start < most && shared(actual, start, expected, start)) {
      start++;
    }
    int tail = 0;
    while (tail < most - start
        && shared(actual, actual.length() - 1 - tail, expected, expected.length() - 1 - tail)) {
      tail++;
    }
    String word = actual.substring(start, actual.length() - tail);
    String wanted = expected.substring(start, expected.length() - tail);
    if (word.length() > LONGEST_NUMBER
        || wanted.length() > LONGEST_NUMBER
        || !NUMBER.matcher(word).matches()
        || !NUMBER.matcher(wanted).matches()) {
      return false;
    }
    boolean whole = wanted.indexOf('.') < 0;
    if (whole && tolerance.value(true) <= 0) {
      return false;
    }
    return tolerance.close(new BigDecimal(word), new BigDecimal(wanted), whole);
  }

  private static boolean shared(String actual, int at, String expected, int there) {
    char mark = actual.charAt(at);
    return mark == expected.charAt(there) && PUNCTUATION.indexOf(mark) >= 0;
  }

  private static String shortened(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
