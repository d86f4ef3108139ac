package io.gradus.rewards.math.expression;

import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;

/** Node of an answer's tree. Immutable; the parser bounds its depth and size. */
public sealed interface Node {

  /**
   * A number as written.
   *
   * @param value its exact value; a decimal is the fraction it spells
   * @param places digits after the point, or -1 for an integer (or a repeating decimal, which is exact)
   * @param significant significant digits written
   */
  record Num(BigFraction value, int places, int significant) implements Node {
    public static Num of(long value) {
      return new Num(BigFraction.of(value), -1, 0);
    }

    public static Num of(BigFraction value) {
      return new Num(value, -1, 0);
    }

    /** Returns whether the number was written with a decimal point, so that it may be rounded. */
    public boolean decimal() {
      return places >= 0;
    }
  }

  /** A variable, its subscript included: {@code x_1}. */
  record Sym(String name) implements Node {}

  /** A number with a name. */
  enum Constant implements Node {
    PI,
    E,
    I,
    INFINITY
  }

  /** A set with a name: {@code reals}, {@code integers}, {@code empty} ... */
  record Named(String name) implements Node {}

  record Add(List<Node> terms) implements Node {}

  record Neg(Node of) implements Node {}

  record Mul(List<Node> factors) implements Node {}

  record Div(Node over, Node under) implements Node {}

  record Pow(Node base, Node exponent) implements Node {}

  /** A function that the verifier evaluates ({@code sin}, {@code gcd}) or only distinguishes ({@code int}). */
  record Call(String function, List<Node> arguments) implements Node {}

  /** A letter before parentheses: {@code f(x)}, or the product {@code a(b + c)}. */
  record Apply(String name, List<Node> arguments) implements Node {}

  /** A finite or formal sum ({@code sum}) or product ({@code prod}). */
  record Series(String operation, String variable, Node from, Node to, Node body) implements Node {}

  /** {@code left ± right}, or {@code ∓} with {@code minusFirst}; {@code left} is 0 if it is missing. */
  record PlusMinus(Node left, Node right, boolean minusFirst) implements Node {}

  record Percent(Node of) implements Node {}

  record Degrees(Node of) implements Node {}

  /** A value with its unit as written; single spaces join the words. */
  record Quantity(Node value, String unit) implements Node {}

  /** Digits in a base: {@code 204_5}. */
  record Based(String digits, String base) implements Node {}

  record Matrix(List<List<Node>> rows) implements Node {}

  /** Items in round, square or angle brackets: a tuple, an interval, a vector. */
  record Bracketed(char open, char close, List<Node> items) implements Node {}

  /** A set with its items. */
  record Braced(List<Node> items) implements Node {}

  /** A list without brackets. */
  record Listing(List<Node> items) implements Node {}

  /** {@code union}, {@code intersection} or {@code minus} of two sets. */
  record SetOperation(String operation, Node left, Node right) implements Node {}

  /** {@code a = b < c}: one relation fewer than members. */
  record Chain(List<Node> members, List<String> relations) implements Node {}

  /** {@code a : b : c}; a clock time if a part after the first has a leading zero. */
  record Ratio(List<Node> parts, boolean clock) implements Node {}

  /** {@code value (mod modulus)}. */
  record Congruence(Node value, Node modulus) implements Node {}

  /** A piecewise function with one condition per value; a condition in words is a named set. */
  record Piecewise(List<Node> values, List<Node> conditions) implements Node {}

  /** Words, normalised. */
  record Text(String words) implements Node {}
}
