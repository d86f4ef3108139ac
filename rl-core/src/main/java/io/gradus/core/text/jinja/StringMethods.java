package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.Arguments.Bound;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The methods of Python's {@code str}. */
final class StringMethods {

  @FunctionalInterface
  private interface Method {
    Object call(String self, Arguments arguments);
  }

  private static final Map<String, Method> METHODS = Map.ofEntries(
      Map.entry("strip", (s, a) -> strip(s, a, "strip", true, true)),
      Map.entry("lstrip", (s, a) -> strip(s, a, "lstrip", true, false)),
      Map.entry("rstrip", (s, a) -> strip(s, a, "rstrip", false, true)),
      Map.entry("split", (s, a) -> split(s, a.as("split", "sep", "maxsplit"))),
      Map.entry("rsplit", (s, a) -> rsplit(s, a.as("rsplit", "sep", "maxsplit"))),
      Map.entry(
          "splitlines", (s, a) -> lines(s, a.as("splitlines", "keepends").flag("keepends", false))),
      Map.entry("partition", (s, a) -> partition(s, a.as("partition", "sep").text("sep"), false)),
      Map.entry("rpartition", (s, a) -> partition(s, a.as("rpartition", "sep").text("sep"), true)),
      Map.entry(
          "join",
          (s, a) -> join(
              s, Python.items(a.as("join", "iterable").get("iterable"), a.budget()), a.budget())),
      Map.entry("replace", (s, a) -> replace(s, a.as("replace", "old", "new", "count"))),
      Map.entry("startswith", (s, a) -> affix(s, a.as("startswith", "prefix"), "prefix")),
      Map.entry("endswith", (s, a) -> affix(s, a.as("endswith", "suffix"), "suffix")),
      Map.entry(
          "removeprefix",
          (s, a) -> removePrefix(s, a.as("removeprefix", "prefix").text("prefix"))),
      Map.entry(
          "removesuffix",
          (s, a) -> removeSuffix(s, a.as("removesuffix", "suffix").text("suffix"))),
      Map.entry("find", (s, a) -> place(s, s.indexOf(a.as("find", "sub").text("sub")))),
      Map.entry("rfind", (s, a) -> place(s, s.lastIndexOf(a.as("rfind", "sub").text("sub")))),
      Map.entry("index", (s, a) -> index(s, a.as("index", "sub").text("sub"))),
      Map.entry("count", (s, a) -> count(s, a.as("count", "sub").text("sub"))),
      Map.entry("upper", (s, a) -> s.toUpperCase(Locale.ROOT)),
      Map.entry("lower", (s, a) -> s.toLowerCase(Locale.ROOT)),
      Map.entry("capitalize", (s, a) -> capitalize(s)),
      Map.entry("title", (s, a) -> title(s)),
      Map.entry("isdigit", (s, a) -> all(s, Character::isDigit)),
      Map.entry("isnumeric", (s, a) -> all(s, Character::isDigit)),
      Map.entry("isdecimal", (s, a) -> all(s, Character::isDigit)),
      Map.entry("isalpha", (s, a) -> all(s, Character::isLetter)),
      Map.entry("isalnum", (s, a) -> all(s, Character::isLetterOrDigit)),
      Map.entry("isspace", (s, a) -> all(s, Text::isSpace)),
      Map.entry("isupper", (s, a) -> cased(s, true)),
      Map.entry("islower", (s, a) -> cased(s, false)),
      Map.entry("zfill", (s, a) -> zfill(s, a)),
      Map.entry("format", Formats::braces));

  private StringMethods() {}

  static Optional<Object> find(String self, String name) {
    return Optional.ofNullable(METHODS.get(name)).map(method -> (Callable) arguments -> {
      arguments.budget().spend(self.length());
      return method.call(self, arguments);
    });
  }

  private static String strip(
      String s, Arguments arguments, String name, boolean left, boolean right) {
    return arguments
        .as(name, "chars")
        .optionalText("chars")
        .map(characters -> Text.strip(s, characters, left, right))
        .orElseGet(() -> Text.strip(s, left, right));
  }

  private static List<Object> split(String s, Bound arguments) {
    long most = arguments.integer("maxsplit", -1);
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
    for (int next = s.indexOf(sep);
        next >= 0 && (most < 0 || parts.size() < most);
        next = s.indexOf(sep, at)) {
      parts.add(s.substring(at, next));
      at = next + sep.length();
    }
    parts.add(s.substring(at));
    return parts;
  }

  private static List<Object> rsplit(String s, Bound arguments) {
    long most = arguments.integer("maxsplit", -1);
    Optional<String> separator = arguments.optionalText("sep");
    if (most < 0) {
      return split(s, arguments);
    }
    if (separator.isEmpty()) {
      throw new TemplateError("rsplit with a limit needs a separator here");
    }
    String sep = notEmpty(separator.get());
    List<Object> parts = new ArrayList<>();
    int end = s.length();
    for (int next = s.lastIndexOf(sep);
        next >= 0 && parts.size() < most;
        next = end < sep.length() ? -1 : s.lastIndexOf(sep, end - sep.length())) {
      parts.add(s.substring(next + sep.length(), end));
      end = next;
    }
    parts.add(s.substring(0, end));
    Collections.reverse(parts);
    return parts;
  }

  private static String notEmpty(String separator) {
    if (separator.isEmpty()) {
      throw new TemplateError("empty separator");
    }
    return separator;
  }

  private static List<Object> lines(String s, boolean keepEnds) {
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
      lines.add(s.substring(from, keepEnds ? i + 1 : end));
      from = i + 1;
    }
    if (from < s.length()) {
      lines.add(s.substring(from));
    }
    return lines;
  }

  private static Tuple partition(String s, String separator, boolean last) {
    int at = last ? s.lastIndexOf(notEmpty(separator)) : s.indexOf(notEmpty(separator));
    if (at < 0) {
      return new Tuple(last ? List.of("", "", s) : List.of(s, "", ""));
    }
    return new Tuple(List.of(s.substring(0, at), separator, s.substring(at + separator.length())));
  }

  static String join(String separator, List<Object> items, Budget budget) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof String part)) {
        throw new TemplateError(
            "join wants strings, not %s".formatted(Python.typeName(items.get(i))));
      }
      budget.spend((long) part.length() + separator.length());
      text.append(i > 0 ? separator : "").append(part);
    }
    return text.toString();
  }

  static String replace(String s, Bound arguments) {
    String old = arguments.text("old");
    String replacement = arguments.text("new");
    Object count = arguments.get("count", None.NONE);
    long most = count instanceof Long n && n >= 0 ? n : Long.MAX_VALUE;
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (long done = 0; done < most; done++) {
      int next = s.indexOf(old, at);
      if (next < 0 || at > s.length()) {
        break;
      }
      int end = old.isEmpty() ? Math.min(s.length(), next + 1) : next + old.length();
      arguments.arguments().budget().spend(1L + replacement.length());
      text.append(s, at, next).append(replacement);
      if (old.isEmpty()) {
        text.append(s, next, end);
        if (next == s.length()) {
          return text.toString();
        }
      }
      at = end;
    }
    return text.append(s, at, s.length()).toString();
  }

  private static boolean affix(String s, Bound arguments, String name) {
    List<Object> affixes =
        arguments.get(name) instanceof Tuple several ? several : List.of(arguments.text(name));
    return affixes.stream()
        .anyMatch(a -> a instanceof String affix
            && (name.equals("prefix") ? s.startsWith(affix) : s.endsWith(affix)));
  }

  private static String removePrefix(String s, String prefix) {
    return s.startsWith(prefix) ? s.substring(prefix.length()) : s;
  }

  private static String removeSuffix(String s, String suffix) {
    return s.endsWith(suffix) ? s.substring(0, s.length() - suffix.length()) : s;
  }

  private static long place(String s, int at) {
    return at < 0 ? -1 : s.codePointCount(0, at);
  }

  private static long index(String s, String part) {
    long at = place(s, s.indexOf(part));
    if (at < 0) {
      throw new TemplateError("substring not found");
    }
    return at;
  }

  private static long count(String s, String part) {
    if (part.isEmpty()) {
      return Text.length(s) + 1L;
    }
    long count = 0;
    for (int at = s.indexOf(part); at >= 0; at = s.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  static String capitalize(String s) {
    if (s.isEmpty()) {
      return s;
    }
    int first = s.offsetByCodePoints(0, 1);
    return s.substring(0, first).toUpperCase(Locale.ROOT)
        + s.substring(first).toLowerCase(Locale.ROOT);
  }

  private static String title(String s) {
    StringBuilder text = new StringBuilder();
    boolean inside = false;
    for (int c : s.codePoints().toArray()) {
      text.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inside = Character.isLetter(c);
    }
    return text.toString();
  }

  private static boolean all(String s, IntPredicate holds) {
    return !s.isEmpty() && s.codePoints().allMatch(holds);
  }

  private static boolean cased(String s, boolean upper) {
    return s.codePoints().anyMatch(upper ? Character::isUpperCase : Character::isLowerCase)
        && s.codePoints().noneMatch(upper ? Character::isLowerCase : Character::isUpperCase);
  }

  private static String zfill(String s, Arguments arguments) {
    long zeros = arguments.as("zfill", "width").integer("width", 0) - Text.length(s);
    if (zeros <= 0) {
      return s;
    }
    arguments.budget().spend(zeros);
    int sign = s.startsWith("+") || s.startsWith("-") ? 1 : 0;
    return s.substring(0, sign) + "0".repeat((int) zeros) + s.substring(sign);
  }
}
