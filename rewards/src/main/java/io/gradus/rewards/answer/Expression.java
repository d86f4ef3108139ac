package io.gradus.rewards.answer;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * An arithmetic expression, evaluated exactly: {@code + - * /}, parentheses, signs, integers and decimals;
 * {@code × · ÷ −} are read as the ASCII signs. The recursive descent is bounded: {@value #MAX_LENGTH} characters,
 * {@value #MAX_DEPTH} open parentheses or signs, {@value #MAX_DIGITS} digits per number. There are no powers, so a
 * value is never much longer than its text.
 *
 * @param value the exact value; empty if it divides by zero
 * @param numbers the written numbers, from left to right, without signs
 */
record Expression(Optional<BigFraction> value, List<BigFraction> numbers) {
  static final int MAX_LENGTH = 1_000;
  static final int MAX_DEPTH = 50;
  static final int MAX_DIGITS = 50;

  Expression {
    numbers = List.copyOf(numbers);
  }

  /** Thrown if the text is not an expression; the message names the character and the reason. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(
          message, null, false,
          false); // no stack trace, because model output causes many of these per step
    }
  }

  static Expression read(String text) throws Unreadable {
    if (text.length() > MAX_LENGTH) {
      throw new Unreadable("it has more than %d characters".formatted(MAX_LENGTH));
    }
    Reader reader = new Reader(text);
    Optional<BigFraction> value = reader.sum(0);
    if (reader.peek() != Reader.END) {
      throw reader.unexpected("an operator");
    }
    return new Expression(value, reader.numbers);
  }

  /** Reader from left to right; an empty value means a division by zero. */
  private static final class Reader {
    static final char END = '\u0000';

    private final String text;
    private final List<BigFraction> numbers = new ArrayList<>();
    private int at;

    Reader(String text) {
      this.text = text;
    }

    Optional<BigFraction> sum(int depth) throws Unreadable {
      Optional<BigFraction> value = product(depth);
      for (char sign = peek(); sign == '+' || sign == '-'; sign = peek()) {
        at++;
        Optional<BigFraction> right = product(depth);
        boolean plus = sign == '+';
        value = value.flatMap(l -> right.map(r -> plus ? l.add(r) : l.subtract(r)));
      }
      return value;
    }

    private Optional<BigFraction> product(int depth) throws Unreadable {
      Optional<BigFraction> value = factor(depth);
      for (char sign = peek(); sign == '*' || sign == '/'; sign = peek()) {
        at++;
        Optional<BigFraction> right = factor(depth);
        boolean times = sign == '*';
        value = value.flatMap(l -> right
            .filter(r -> times || r.signum() != 0)
            .map(r -> times ? l.multiply(r) : l.divide(r)));
      }
      return value;
    }

    private Optional<BigFraction> factor(int depth) throws Unreadable {
      if (depth > MAX_DEPTH) {
        throw new Unreadable("it is nested more than %d deep".formatted(MAX_DEPTH));
      }
      char c = peek();
      switch (c) {
        case '-' -> {
          at++;
          return factor(depth + 1).map(BigFraction::negate);
        }
        case '+' -> {
          at++;
          return factor(depth + 1);
        }
        case '(' -> {
          at++;
          Optional<BigFraction> value = sum(depth + 1);
          if (peek() != ')') {
            throw unexpected("')'");
          }
          at++;
          return value;
        }
        default -> {
          return Optional.of(number());
        }
      }
    }

    private BigFraction number() throws Unreadable {
      peek();
      int start = at;
      int dot = -1;
      for (; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '.' && dot < 0) {
          dot = at;
        } else if (c < '0' || c > '9') {
          break;
        }
      }
      int digits = at - start - (dot < 0 ? 0 : 1);
      if (digits == 0) {
        at = start;
        throw unexpected("a number");
      }
      if (digits > MAX_DIGITS) {
        throw new Unreadable("a number has more than %d digits".formatted(MAX_DIGITS));
      }
      String written = text.substring(start, at);
      BigFraction number = dot < 0
          ? BigFraction.of(new BigInteger(written))
          : BigFraction.of(
              new BigInteger(written.replace(".", "")), BigInteger.TEN.pow(at - dot - 1));
      numbers.add(number);
      return number;
    }

    /** Returns the next character that is not a space, as an ASCII sign. */
    char peek() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        return END;
      }
      return switch (text.charAt(at)) {
        case '×', '·' -> '*';
        case '÷' -> '/';
        case '−' -> '-';
        case END -> '?'; // a NUL in the text is an unexpected character like any other
        default -> text.charAt(at);
      };
    }

    Unreadable unexpected(String expected) {
      String found = at >= text.length()
          ? "it ends"
          : "it has '%s'".formatted(Character.toString(text.codePointAt(at)));
      return new Unreadable(
          "%s at character %d where %s is expected".formatted(found, at + 1, expected));
    }
  }
}
