package io.gradus.core.text.jinja.value;

import io.gradus.core.text.jinja.value.Arguments.Bound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The methods of Python's {@code str} that cut a string into parts. */
final class Splitting {
  private Splitting() {}

  static List<Object> split(String s, Bound arguments) {
    long most = arguments.integer("maxsplit", -1);
    Budget budget = arguments.arguments().budget();
    Optional<String> separator = arguments.optionalText("sep");
    List<Object> parts = new ArrayList<>();
    int at = 0;
    if (separator.isEmpty()) {
      while (true) {
        while (at < s.length() && Text.isSpace(s.charAt(at))) {
          at++;
        }
        if (at == s.length()) {
          return parts;
        }
        budget.make(1);
        if (most >= 0 && parts.size() == most) {
          parts.add(Text.strip(s.substring(at), false, true));
          return parts;
        }
        int from = at;
        while (at < s.length() && !Text.isSpace(s.charAt(at))) {
          at++;
        }
        parts.add(s.substring(from, at));
      }
    }
    String sep = notEmpty(separator.get());
    Search search = new Search(sep, budget);
    for (int next = search.next(s, 0);
        next >= 0 && (most < 0 || parts.size() < most);
        next = search.next(s, at)) {
      budget.make(1);
      parts.add(s.substring(at, next));
      at = next + sep.length();
    }
    parts.add(s.substring(at));
    return parts;
  }

  static List<Object> rsplit(String s, Bound arguments) {
    long most = arguments.integer("maxsplit", -1);
    Optional<String> separator = arguments.optionalText("sep");
    if (most < 0) {
      return split(s, arguments);
    }
    if (separator.isEmpty()) {
      throw new TemplateError("rsplit with a limit needs a separator here");
    }
    String sep = notEmpty(separator.get());
    Budget budget = arguments.arguments().budget();
    List<Object> parts = new ArrayList<>();
    String rest = s;
    while (parts.size() < most) {
      int next = Search.last(rest, sep, budget);
      if (next < 0) {
        break;
      }
      budget.make(1);
      parts.add(rest.substring(next + sep.length()));
      rest = rest.substring(0, next);
    }
    parts.add(rest);
    Collections.reverse(parts);
    return parts;
  }

  private static String notEmpty(String separator) {
    if (separator.isEmpty()) {
      throw new TemplateError("empty separator");
    }
    return separator;
  }

  static List<Object> lines(String s, boolean keepEnds, Budget budget) {
    List<Object> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(c) < 0) {
        continue;
      }
      int end = i;
      if (c == '\r' && i + 1 < s.length() && s.charAt(i + 1) == '\n') {
        i++;
      }
      budget.make(1);
      lines.add(s.substring(from, keepEnds ? i + 1 : end));
      from = i + 1;
    }
    if (from < s.length()) {
      lines.add(s.substring(from));
    }
    return lines;
  }

  static Tuple partition(String s, String separator, boolean last, Budget budget) {
    int at = last
        ? Search.last(s, notEmpty(separator), budget)
        : Search.first(s, notEmpty(separator), budget);
    if (at < 0) {
      return new Tuple(last ? List.of("", "", s) : List.of(s, "", ""));
    }
    return new Tuple(List.of(s.substring(0, at), separator, s.substring(at + separator.length())));
  }
}
