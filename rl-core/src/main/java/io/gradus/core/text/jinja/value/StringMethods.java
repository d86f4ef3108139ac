package io.gradus.core.text.jinja.value;

import io.gradus.core.text.jinja.value.Arguments.Bound;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The methods of Python's {@code str}. */
public final class StringMethods {

  @FunctionalInterface
  private interface Method {
    Object call(String self, Arguments arguments);
  }

  private static final Map<String, Method> METHODS = new HashMap<>();

  // The table is split into short methods, because NullAway takes quadratic time for the lambdas of
  // one method.
  static {
    strips(METHODS);
    splits(METHODS);
    places(METHODS);
    cases(METHODS);
    questions(METHODS);
  }

  private StringMethods() {}

  private static void strips(Map<String, Method> table) {
    table.put("strip", (s, a) -> strip(s, a, "strip", true, true));
    table.put("lstrip", (s, a) -> strip(s, a, "lstrip", true, false));
    table.put("rstrip", (s, a) -> strip(s, a, "rstrip", false, true));
    table.put("replace", (s, a) -> replace(s, a.as("replace", "old", "new", "count")));
    table.put("startswith", (s, a) -> affix(s, a.as("startswith", "prefix"), "prefix"));
    table.put("endswith", (s, a) -> affix(s, a.as("endswith", "suffix"), "suffix"));
    table.put(
        "removeprefix", (s, a) -> removePrefix(s, a.as("removeprefix", "prefix").text("prefix")));
    table.put(
        "removesuffix", (s, a) -> removeSuffix(s, a.as("removesuffix", "suffix").text("suffix")));
  }

  private static void splits(Map<String, Method> table) {
    table.put("split", (s, a) -> Splitting.split(s, a.as("split", "sep", "maxsplit")));
    table.put("rsplit", (s, a) -> Splitting.rsplit(s, a.as("rsplit", "sep", "maxsplit")));
    table.put(
        "splitlines",
        (s, a) ->
            Splitting.lines(s, a.as("splitlines", "keepends").flag("keepends", false), a.budget()));
    table.put(
        "partition",
        (s, a) -> Splitting.partition(s, a.as("partition", "sep").text("sep"), false, a.budget()));
    table.put(
        "rpartition",
        (s, a) -> Splitting.partition(s, a.as("rpartition", "sep").text("sep"), true, a.budget()));
    table.put(
        "join",
        (s, a) -> join(
            s, Python.items(a.as("join", "iterable").get("iterable"), a.budget()), a.budget()));
  }

  private static void places(Map<String, Method> table) {
    table.put(
        "find", (s, a) -> place(s, Search.first(s, a.as("find", "sub").text("sub"), a.budget())));
    table.put(
        "rfind", (s, a) -> place(s, Search.last(s, a.as("rfind", "sub").text("sub"), a.budget())));
    table.put("index", (s, a) -> index(s, a.as("index", "sub").text("sub"), a.budget()));
    table.put("count", (s, a) -> count(s, a.as("count", "sub").text("sub"), a.budget()));
    table.put("zfill", (s, a) -> zfill(s, a));
    table.put("format", Formats::braces);
  }

  private static void cases(Map<String, Method> table) {
    table.put("upper", (s, a) -> s.toUpperCase(Locale.ROOT));
    table.put("lower", (s, a) -> s.toLowerCase(Locale.ROOT));
    table.put("capitalize", (s, a) -> capitalize(s));
    table.put("title", (s, a) -> title(s));
  }

  private static void questions(Map<String, Method> table) {
    table.put("isdigit", (s, a) -> all(s, Character::isDigit));
    table.put("isnumeric", (s, a) -> all(s, Character::isDigit));
    table.put("isdecimal", (s, a) -> all(s, Character::isDigit));
    table.put("isalpha", (s, a) -> all(s, Character::isLetter));
    table.put("isalnum", (s, a) -> all(s, Character::isLetterOrDigit));
    table.put("isspace", (s, a) -> all(s, Text::isSpace));
    table.put("isupper", (s, a) -> cased(s, true));
    table.put("islower", (s, a) -> cased(s, false));
  }

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
        .map(characters -> {
          arguments.budget().spend(characters.length());
          return Text.strip(s, characters, left, right);
        })
        .orElseGet(() -> Text.strip(s, left, right));
  }

  /** {@code separator.join(items)}. */
  public static String join(String separator, List<Object> items, Budget budget) {
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

  /** {@code s.replace(old, new, count)}. */
  public static String replace(String s, Bound arguments) {
    String old = arguments.text("old");
    String replacement = arguments.text("new");
    Object count = arguments.get("count", None.NONE);
    long most = count instanceof Long n && n >= 0 ? n : Long.MAX_VALUE;
    Search search = new Search(old, arguments.arguments().budget());
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (long done = 0; done < most; done++) {
      int next = search.next(s, at);
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
    affixes.forEach(a ->
        arguments.arguments().budget().spend(1 + (a instanceof String affix ? affix.length() : 0)));
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

  private static long index(String s, String part, Budget budget) {
    long at = place(s, Search.first(s, part, budget));
    if (at < 0) {
      throw new TemplateError("substring not found");
    }
    return at;
  }

  private static long count(String s, String part, Budget budget) {
    if (part.isEmpty()) {
      return Text.length(s) + 1L;
    }
    Search search = new Search(part, budget);
    long count = 0;
    for (int at = search.next(s, 0); at >= 0; at = search.next(s, at + part.length())) {
      count++;
    }
    return count;
  }

  /** {@code s.capitalize()}. */
  public static String capitalize(String s) {
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
