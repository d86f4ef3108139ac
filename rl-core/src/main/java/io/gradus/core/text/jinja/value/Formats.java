package io.gradus.core.text.jinja.value;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Python's two ways to put values into a string, without widths and alignments, because no known chat template needs
 * them.
 */
public final class Formats {
  private static final Pattern PERCENT = Pattern.compile("%(?:(%)|([sdir])|(?:\\.(\\d{1,2}))?f|)");
  private static final Pattern BRACES = Pattern.compile("(\\{\\{)|(}})|\\{(\\w*)}|[{}]");

  private Formats() {}

  /** {@code "%s and %d" % (a, b)}. */
  public static String percent(String format, List<Object> values, Budget budget) {
    Matcher matcher = PERCENT.matcher(format);
    StringBuilder text = new StringBuilder();
    int at = 0;
    int used = 0;
    budget.spend(format.length());
    while (matcher.find()) {
      text.append(format, at, matcher.start());
      at = matcher.end();
      if (matcher.group().equals("%")) {
        throw new TemplateError(
            "a format other than %s, %d, %i, %r, %f, %.2f and %%: \"" + format + '"');
      }
      if (matcher.group(1) != null) {
        text.append('%');
        continue;
      }
      if (used == values.size()) {
        throw new TemplateError("not enough values for the format \"" + format + '"');
      }
      text.append(formatted(matcher, values.get(used++), budget));
    }
    if (used < values.size()) {
      throw new TemplateError("too many values for the format \"" + format + '"');
    }
    return text.append(format, at, format.length()).toString();
  }

  private static String formatted(Matcher matcher, Object value, Budget budget) {
    if (matcher.group(2) == null) {
      int digits = matcher.group(3) == null ? 6 : Integer.parseInt(matcher.group(3));
      budget.spend(Representation.REAL);
      return String.format(Locale.ROOT, "%." + digits + "f", Python.real(value, "%f"));
    }
    switch (matcher.group(2)) {
      case "r":
        StringBuilder text = new StringBuilder();
        Representation.represent(value, text, budget);
        return text.toString();
      case "d", "i":
        double number = Python.real(value, "%d");
        return Python.isReal(value)
            ? Long.toString((long) number)
            : Long.toString(Python.integer(value));
      default:
        String plain = Representation.text(value, budget);
        budget.spend(plain.length());
        return plain;
    }
  }

  /** {@code "{} and {name}".format(a, name=b)}. */
  static String braces(String format, Arguments arguments) {
    Matcher matcher = BRACES.matcher(format);
    StringBuilder text = new StringBuilder();
    int at = 0;
    int used = 0;
    arguments.budget().spend(format.length());
    while (matcher.find()) {
      text.append(format, at, matcher.start());
      at = matcher.end();
      if (matcher.group(1) != null || matcher.group(2) != null) {
        text.append(matcher.group().charAt(0));
        continue;
      }
      String field = matcher.group(3);
      if (field == null) {
        throw new TemplateError("a format other than {}, {0} and {name}: \"" + format + '"');
      }
      String part = Representation.text(field(field, used, arguments, format), arguments.budget());
      arguments.budget().spend(part.length());
      text.append(part);
      used += field.isEmpty() ? 1 : 0;
    }
    return text.append(format, at, format.length()).toString();
  }

  private static Object field(String field, int used, Arguments arguments, String format) {
    boolean numbered = field.matches("\\d{0,4}");
    int at = field.isEmpty() ? used : numbered ? Integer.parseInt(field) : -1;
    if (numbered && at < arguments.positional().size()) {
      return arguments.positional().get(at);
    }
    Object named = arguments.named().get(field);
    if (named == null) {
      throw new TemplateError("no value for '{%s}' of the format \"%s\"".formatted(field, format));
    }
    return named;
  }
}
