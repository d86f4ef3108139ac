package io.gradus.rewards.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a program's output is the expected one: line by line, blanks at the end of a line and blank lines at the end of the
 * output left out. A line that differs may still agree word by word, where a word expected with a decimal point agrees with
 * any way to write the same number, or one within the tolerance. Whole numbers are compared digit by digit.
 */
final class OutputComparison {
  private static final int LONGEST_NUMBER = 100;
  private static final int SHOWN = 120;

  private OutputComparison() {}

  /** What differs, for a person; empty if nothing does. */
  static Optional<String> difference(byte[] actual, String expected, double tolerance) {
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(actual)).toString();
    } catch (CharacterCodingException e) {
      return Optional.of("the output is not UTF-8");
    }
    List<String> lines = lines(text);
    List<String> wanted = lines(expected);
    int both = Math.min(lines.size(), wanted.size());
    for (int i = 0; i < both; i++) {
      if (!lines.get(i).equals(wanted.get(i))
          && !sameWords(lines.get(i), wanted.get(i), tolerance)) {
        return Optional.of("line %d is '%s', expected '%s'"
            .formatted(i + 1, shortened(lines.get(i)), shortened(wanted.get(i))));
      }
    }
    if (lines.size() != wanted.size()) {
      return Optional.of("%d lines, expected %d".formatted(lines.size(), wanted.size()));
    }
    return Optional.empty();
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      lines.add(stripEnd(line));
    }
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  /** Only blanks, tabs and carriage returns: a NUL at the end is a difference. */
  private static String stripEnd(String line) {
    int end = line.length();
    while (end > 0 && " \t\r".indexOf(line.charAt(end - 1)) >= 0) {
      end--;
    }
    return line.substring(0, end);
  }

  private static boolean sameWords(String actual, String expected, double tolerance) {
    if (expected.indexOf('.') < 0) {
      return false;
    }
    String[] words = actual.split(" +", -1);
    String[] wanted = expected.split(" +", -1);
    if (words.length != wanted.length) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (!words[i].equals(wanted[i]) && !sameNumber(words[i], wanted[i], tolerance)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameNumber(String actual, String expected, double tolerance) {
    if (expected.indexOf('.') < 0
        || actual.length() > LONGEST_NUMBER
        || !plain(actual)
        || !plain(expected)) {
      return false;
    }
    BigDecimal value = new BigDecimal(actual);
    BigDecimal wanted = new BigDecimal(expected);
    return value.compareTo(wanted) == 0
        || (tolerance > 0
            && value.subtract(wanted).abs().compareTo(BigDecimal.valueOf(tolerance)) <= 0);
  }

  /** A decimal number with an exponent of at most two digits: nothing that takes long to subtract. */
  private static boolean plain(String word) {
    return word.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,2})?");
  }

  private static String shortened(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
  }
}
