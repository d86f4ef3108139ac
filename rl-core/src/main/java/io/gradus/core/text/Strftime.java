package io.gradus.core.text;

import io.gradus.core.UserError;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** C's {@code strftime} for midnight of a day, in English. */
final class Strftime {
  private static final Map<Character, String> PATTERNS = Map.ofEntries(
      Map.entry('d', "dd"),
      Map.entry('m', "MM"),
      Map.entry('y', "yy"),
      Map.entry('Y', "uuuu"),
      Map.entry('b', "MMM"),
      Map.entry('B', "MMMM"),
      Map.entry('a', "EEE"),
      Map.entry('A', "EEEE"),
      Map.entry('j', "DDD"),
      Map.entry('H', "'00'"),
      Map.entry('I', "'12'"),
      Map.entry('M', "'00'"),
      Map.entry('S', "'00'"),
      Map.entry('p', "'AM'"),
      Map.entry('F', "uuuu-MM-dd"),
      Map.entry('D', "MM/dd/yy"),
      Map.entry('T', "'00:00:00'"));

  private Strftime() {}

  static String of(LocalDate day, String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        text.append(c);
        continue;
      }
      char code = format.charAt(++i);
      if (code == '%') {
        text.append('%');
        continue;
      }
      String pattern = PATTERNS.get(code);
      if (pattern == null) {
        throw new UserError(
            "a chat template asks strftime_now for %%%c, which is not known here".formatted(code));
      }
      text.append(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(day));
    }
    return text.toString();
  }
}
