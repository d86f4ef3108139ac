package io.gradus.experiments.binding;

import io.gradus.core.component.KebabCase;
import io.gradus.core.component.Labelled;
import io.gradus.core.component.Suggestion;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Converts the text of a scalar to a Java value. The wanted type decides, not YAML's guess: {@code 1e-4} and {@code
 * 1.0e-4} are both numbers, {@code 16.5} is not a whole number, and {@code no} is a text. A quoted number or truth
 * value is refused.
 */
public final class Scalars {
  private static final Pattern NUMBER = Pattern.compile(
      "[-+]?(0|[1-9][0-9]*(_[0-9]+)*|(?=\\.[0-9]))(\\.[0-9]*)?([eE][-+]?[0-9]{1,9})?");
  private static final int MAX_DIGITS = 400;

  private Scalars() {}

  /** Reason why a text does not have the wanted type, as the end of a sentence that begins with the key. */
  static final class Mismatch extends Exception {
    private static final long serialVersionUID = 1L;

    final String reason;

    Mismatch(String reason) {
      super(reason);
      this.reason = reason;
    }
  }

  static boolean isScalar(Class<?> type) {
    return type.isEnum()
        || labelledRecord(type)
        || List.of(int.class, Integer.class, long.class, Long.class, double.class, Double.class)
            .contains(type)
        || List.of(boolean.class, Boolean.class, String.class, Path.class).contains(type);
  }

  /** Whether a record is written as one word. */
  private static boolean labelledRecord(Class<?> type) {
    return type.isRecord() && Labelled.class.isAssignableFrom(type);
  }

  static Object bind(Class<?> type, Node.Scalar node) throws Mismatch {
    String text = node.text();
    if (type == String.class) {
      return text;
    }
    if (type == boolean.class || type == Boolean.class) {
      return truth(node);
    }
    if (type == double.class || type == Double.class) {
      return real(node);
    }
    if (type == int.class || type == Integer.class) {
      return whole(node, Integer.MIN_VALUE, Integer.MAX_VALUE).intValueExact();
    }
    if (type == long.class || type == Long.class) {
      return whole(node, Long.MIN_VALUE, Long.MAX_VALUE).longValueExact();
    }
    if (type == Path.class) {
      return path(node);
    }
    return labelledRecord(type) ? labelled(type, node) : constant(type, node);
  }

  private static boolean truth(Node.Scalar node) throws Mismatch {
    if (node.text().equalsIgnoreCase("true") || node.text().equalsIgnoreCase("false")) {
      unquoted("true or false", node);
      return node.text().equalsIgnoreCase("true");
    }
    throw new Mismatch("expected true or false, but is " + node.shown());
  }

  private static double real(Node.Scalar node) throws Mismatch {
    String text = node.text();
    if (text.matches("(?i)[-+]?\\.?(inf|infinity|nan)")) {
      throw new Mismatch("expected a finite number, but is " + node.shown());
    }
    double value = Double.parseDouble(number("number", node));
    if (Double.isInfinite(value)) {
      throw new Mismatch("expected a number of magnitude below 1.8e308, but is " + node.shown());
    }
    unquoted("a number", node);
    return value;
  }

  private static BigInteger whole(Node.Scalar node, long least, long most) throws Mismatch {
    BigDecimal value = new BigDecimal(number("whole number", node)).stripTrailingZeros();
    if (value.scale() > 0) {
      throw new Mismatch("expected a whole number, but is " + node.shown());
    }
    // The number is compared before it is expanded, because 1e999999999 has a billion digits.
    if (value.compareTo(BigDecimal.valueOf(least)) < 0
        || value.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw new Mismatch(
          "expected a whole number from %d to %d, but is %s".formatted(least, most, node.shown()));
    }
    unquoted("a whole number", node);
    return value.toBigIntegerExact();
  }

  private static String number(String kind, Node.Scalar node) throws Mismatch {
    String text = node.text();
    if (text.length() > MAX_DIGITS || !NUMBER.matcher(text).matches()) {
      String remedy = text.matches("[0-9]+,[0-9]+") ? ". Write a decimal point, not a comma" : "";
      throw new Mismatch("expected a %s, but is %s%s".formatted(kind, node.shown(), remedy));
    }
    return text.replace("_", "");
  }

  private static void unquoted(String wanted, Node.Scalar node) throws Mismatch {
    if (node.quoted()) {
      throw new Mismatch(
          "expected %s, but is the text \"%s\". Remove the quotes".formatted(wanted, node.text()));
    }
  }

  private static Object labelled(Class<?> type, Node.Scalar node) throws Mismatch {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(String.class);
      constructor.setAccessible(true);
      return constructor.newInstance(node.text());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw new Mismatch(String.valueOf(refused.getMessage()));
      }
      throw new IllegalStateException(type.getName() + " could not be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          type.getName() + ": a labelled record has one component, String label", e);
    }
  }

  private static Path path(Node.Scalar node) throws Mismatch {
    try {
      if (!node.text().isEmpty()) {
        return Path.of(node.text());
      }
    } catch (InvalidPathException e) {
      throw new Mismatch("expected a path, but is %s: %s".formatted(node.shown(), e.getReason()));
    }
    throw new Mismatch("expected a path, but is empty");
  }

  /** Returns the word with which a recipe writes an enum constant or a labelled record. */
  static String word(Object value) {
    return value instanceof Labelled labelled
        ? labelled.label()
        : KebabCase.of(((Enum<?>) value).name());
  }

  private static Object constant(Class<?> type, Node.Scalar node) throws Mismatch {
    Object[] constants = type.getEnumConstants();
    List<String> names = Arrays.stream(constants).map(Scalars::word).toList();
    int index = names.indexOf(node.text());
    if (index < 0) {
      throw new Mismatch("unknown %s.%s Known: %s"
          .formatted(
              node.shown(), Suggestion.didYouMean(node.text(), names), String.join(", ", names)));
    }
    return constants[index];
  }
}
