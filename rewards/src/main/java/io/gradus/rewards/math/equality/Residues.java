package io.gradus.rewards.math.equality;

import io.gradus.core.CounterRandom;
import io.gradus.rewards.math.expression.Node.Constant;
import java.math.BigInteger;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/**
 * Values modulo a prime; every variable is a fixed random residue (Schwartz 1980, Zippel 1979). Rational functions that
 * agree at random points modulo two 50-bit primes are the same, except with a probability of about degree / 2^98. A
 * power costs the logarithm of its exponent, so {@code (x + 1)^1000000} is decided exactly. Both primes are 1 modulo 4,
 * so that -1 has a root for {@code i}. {@code pi} and {@code e} count as variables.
 */
final class Residues implements Arithmetic<Long> {
  private final long prime;
  private final BigInteger bigPrime;
  private final long rootOfMinusOne;

  static final Residues FIRST = new Residues(780_768_897_891_721L, 739_305_587_578_468L);
  static final Residues SECOND = new Residues(626_035_675_758_673L, 36_683_383_707_351L);

  private Residues(long prime, long rootOfMinusOne) {
    this.prime = prime;
    this.bigPrime = BigInteger.valueOf(prime);
    this.rootOfMinusOne = rootOfMinusOne;
  }

  @Override
  public @Nullable Long number(BigFraction value) {
    BigInteger under = value.getDenominator();
    long over = residue(value.getNumerator());
    if (under.equals(BigInteger.ONE)) {
      return over;
    }
    return divide(over, residue(under));
  }

  private long residue(BigInteger value) {
    if (value.bitLength() < 64) {
      return Math.floorMod(value.longValue(), prime);
    }
    return value.mod(bigPrime).longValue();
  }

  @Override
  public @Nullable Long constant(Constant constant) {
    return switch (constant) {
      case I -> rootOfMinusOne;
      case PI -> symbol("the number pi");
      case E -> symbol("the number e");
      case INFINITY -> null;
    };
  }

  @Override
  public Long symbol(String name) {
    return 2 + Math.floorMod(CounterRandom.bits(prime, name.hashCode(), name.length()), prime - 2);
  }

  @Override
  public Long add(Long a, Long b) {
    long sum = a + b;
    return sum >= prime ? sum - prime : sum;
  }

  @Override
  public Long multiply(Long a, Long b) {
    // The quotient in doubles is off by at most one, because the prime has 50 bits.
    long quotient = (long) ((double) a * (double) b / (double) prime);
    return Math.floorMod(a * b - quotient * prime, prime);
  }

  @Override
  public @Nullable Long divide(Long a, Long b) {
    return b == 0 ? null : multiply(a, power(b, prime - 2));
  }

  @Override
  public @Nullable Long power(Long base, BigFraction exponent) {
    if (!exponent.getDenominator().equals(BigInteger.ONE)) {
      return null;
    }
    BigInteger times = exponent.getNumerator();
    if (base == 0 && times.signum() <= 0) {
      return null;
    }
    // Fermat: the exponent counts modulo prime - 1.
    return power(base, times.mod(bigPrime.subtract(BigInteger.ONE)).longValue());
  }

  private long power(long base, long exponent) {
    long result = 1;
    long square = base;
    for (long e = exponent; e > 0; e >>= 1) {
      if ((e & 1) == 1) {
        result = multiply(result, square);
      }
      square = multiply(square, square);
    }
    return result;
  }

  @Override
  public @Nullable Long powerOf(Long base, Long exponent) {
    return null;
  }

  /** Returns null, because only rational functions have residues. */
  @Override
  public @Nullable Long call(String function, List<Long> arguments) {
    return null;
  }

  @Override
  public Long opaque(String function, List<Long> arguments) {
    long[] place = new long[arguments.size() + 1];
    place[0] = function.hashCode();
    for (int i = 0; i < arguments.size(); i++) {
      place[i + 1] = arguments.get(i);
    }
    return 2 + Math.floorMod(CounterRandom.bits(prime, place), prime - 2);
  }
}
