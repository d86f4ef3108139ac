package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Node.Constant;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/**
 * Domain in which trees are evaluated: fractions, residues, complex doubles, or numbers of 50 digits. Every operation
 * returns null if the value is undefined (a division by zero, {@code 0^0}) or outside the domain.
 *
 * @param <T> the values
 */
interface Arithmetic<T> {
  @Nullable
  T number(BigFraction value);

  @Nullable
  T constant(Constant constant);

  @Nullable
  T symbol(String name);

  @Nullable
  T add(T a, T b);

  @Nullable
  T multiply(T a, T b);

  @Nullable
  T divide(T a, T b);

  /** Raises to an exponent whose exact value is known. */
  @Nullable
  T power(T base, BigFraction exponent);

  /** Raises to any other exponent. */
  @Nullable
  T powerOf(T base, T exponent);

  /** Evaluates a function of the vocabulary. */
  @Nullable
  T call(String function, List<T> arguments);

  /**
   * Evaluates a function that is known only by name: equal arguments give equal values, other arguments other values.
   */
  @Nullable
  T opaque(String function, List<T> arguments);
}
