package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Limits;
import io.gradus.rewards.math.expression.Node.Constant;
import java.math.BigInteger;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Exact rational values with a limited number of bits. */
final class Fractions implements Arithmetic<BigFraction> {
  private static final int MAX_FACTORIAL = 4_095;

  /** Bits of numerators and denominators of fractions; integers may have {@link Limits#EXACT_BITS}. */
  private static final int FRACTION_BITS = 4_096;

  private static final int MAX_WORK = 30_000;

  private int work;

  @Override
  public @Nullable BigFraction number(BigFraction value) {
    return bounded(value);
  }

  @Override
  public @Nullable BigFraction constant(Constant constant) {
    return null;
  }

  @Override
  public @Nullable BigFraction symbol(String name) {
    return null;
  }

  @Override
  public @Nullable BigFraction add(BigFraction a, BigFraction b) {
    return affordable(a, b) ? bounded(a.add(b)) : null;
  }

  @Override
  public @Nullable BigFraction multiply(BigFraction a, BigFraction b) {
    return affordable(a, b) ? bounded(a.multiply(b)) : null;
  }

  @Override
  public @Nullable BigFraction divide(BigFraction a, BigFraction b) {
    if (b.isZero() || !affordable(a, b)) {
      return null;
    }
    if (bits(a) <= FRACTION_BITS && bits(b) <= FRACTION_BITS) {
      return bounded(a.divide(b));
    }
    // Divide long integers only without remainder, because reducing such a fraction takes too long.
    if (!isInteger(a) || !isInteger(b)) {
      return null;
    }
    BigInteger[] parts = a.getNumerator().divideAndRemainder(b.getNumerator());
    return parts[1].signum() == 0 ? bounded(BigFraction.of(parts[0])) : null;
  }

  private static boolean isInteger(BigFraction x) {
    return x.getDenominator().equals(BigInteger.ONE);
  }

  private static int bits(BigFraction x) {
    return Math.max(x.getNumerator().bitLength(), x.getDenominator().bitLength());
  }

  /** Charges the work of an operation, one unit for a hundred word products; false if the limit is exceeded. */
  private boolean affordable(BigFraction a, BigFraction b) {
    return spend(1 + (bits(a) >> 6) * (bits(b) >> 6) / 100);
  }

  private boolean spend(int units) {
    work += units;
    return work < MAX_WORK;
  }

  @Override
  public @Nullable BigFraction power(BigFraction base, BigFraction exponent) {
    if (exponent.isZero()) {
      return base.isZero() ? null : BigFraction.ONE;
    }
    if (base.isZero()) {
      return exponent.signum() > 0 ? BigFraction.ZERO : null;
    }
    if (base.isOne()) {
      return base;
    }
    BigInteger index = exponent.getDenominator();
    BigFraction root = base;
    if (!index.equals(BigInteger.ONE)) {
      BigFraction found = index.bitLength() > 6 ? null : root(base, index.intValue());
      if (found == null) {
        return null;
      }
      root = found;
    }
    BigInteger times = exponent.getNumerator();
    if (root.abs().isOne()) {
      return root.signum() > 0 || !times.testBit(0) ? BigFraction.ONE : root;
    }
    if (times.bitLength() > 20) {
      return null;
    }
    long bits = bits(root);
    int n = times.intValue();
    // A fraction of that length would be refused below; computing it first costs 50 ms.
    int most = isInteger(root) && n > 0 ? Limits.EXACT_BITS : FRACTION_BITS;
    if ((bits - 1) * Math.abs((long) n) > most) {
      return null;
    }
    int result = (int) ((bits * Math.abs((long) n)) >> 6);
    return spend(1 + result * result / 100) ? bounded(root.pow(n)) : null;
  }

  @Override
  public @Nullable BigFraction powerOf(BigFraction base, BigFraction exponent) {
    return power(base, exponent);
  }

  @Override
  public @Nullable BigFraction call(String function, List<BigFraction> arguments) {
    BigFraction value = value(function, arguments);
    return value == null ? null : bounded(value);
  }

  private @Nullable BigFraction value(String function, List<BigFraction> arguments) {
    BigFraction x = arguments.get(0);
    if (arguments.size() == 2) {
      BigFraction y = arguments.get(1);
      switch (function) {
        case "binom":
          return binomial(x, y);
        case "mod":
          return remainder(x, y);
        default:
          break;
      }
    }
    switch (function) {
      case "gcd", "lcm":
        return arguments.size() > 32 ? null : divisors(function.equals("gcd"), arguments);
      case "max":
        return arguments.stream().max(BigFraction::compareTo).orElse(x);
      case "min":
        return arguments.stream().min(BigFraction::compareTo).orElse(x);
      default:
        return arguments.size() == 1 ? value(function, x) : null;
    }
  }

  private @Nullable BigFraction value(String function, BigFraction x) {
    return switch (function) {
      case "abs", "norm" -> x.abs();
      case "floor" -> BigFraction.of(floor(x));
      case "ceil" -> BigFraction.of(floor(x.negate()).negate());
      case "sqrt" -> x.signum() < 0 ? null : root(x, 2);
      case "factorial" -> factorial(x);
      case "gammafn" -> factorial(x.subtract(1));
      case "sgn" -> BigFraction.of(x.signum());
      case "exp" -> x.isZero() ? BigFraction.ONE : null;
      default -> null;
    };
  }

  @Override
  public @Nullable BigFraction opaque(String function, List<BigFraction> arguments) {
    return null;
  }

  static BigInteger floor(BigFraction x) {
    BigInteger[] parts = x.getNumerator().divideAndRemainder(x.getDenominator());
    return parts[1].signum() != 0 && x.signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  /** Makes the denominator positive (the library allows either sign); null if the fraction is too long. */
  private static @Nullable BigFraction bounded(BigFraction fraction) {
    BigFraction value = fraction.getDenominator().signum() < 0
        ? BigFraction.of(
            fraction.getNumerator().negate(), fraction.getDenominator().negate())
        : fraction;
    return bits(value) > (isInteger(value) ? Limits.EXACT_BITS : FRACTION_BITS) ? null : value;
  }

  private @Nullable BigFraction remainder(BigFraction x, BigFraction y) {
    if (y.isZero() || bits(x) > FRACTION_BITS || bits(y) > FRACTION_BITS || !spend(50)) {
      return null;
    }
    return x.subtract(y.multiply(floor(x.divide(y))));
  }

  private @Nullable BigFraction factorial(BigFraction x) {
    if (!x.getDenominator().equals(BigInteger.ONE)
        || x.signum() < 0
        || x.compareTo(BigFraction.of(MAX_FACTORIAL)) > 0) {
      return null;
    }
    int n = x.intValue();
    return spend(1 + n * (n / 100) / 30) ? BigFraction.of(product(1, n)) : null;
  }

  /** Computes {@code from * ... * to} by halves, so that both factors have a similar size. */
  private static BigInteger product(int from, int to) {
    if (from > to) {
      return BigInteger.ONE;
    }
    if (from == to) {
      return BigInteger.valueOf(from);
    }
    int middle = (from + to) >>> 1;
    return product(from, middle).multiply(product(middle + 1, to));
  }

  private @Nullable BigFraction binomial(BigFraction n, BigFraction k) {
    BigFraction all = factorial(n);
    if (all == null || !k.getDenominator().equals(BigInteger.ONE)) {
      return null;
    }
    if (k.signum() < 0 || k.compareTo(n) > 0) {
      return BigFraction.ZERO;
    }
    BigFraction some = factorial(k);
    BigFraction rest = factorial(n.subtract(k));
    return some == null || rest == null
        ? null
        : BigFraction.of(
            all.getNumerator().divide(some.getNumerator().multiply(rest.getNumerator())));
  }

  private static @Nullable BigFraction divisors(boolean common, List<BigFraction> arguments) {
    BigInteger over = BigInteger.ZERO;
    BigInteger under = BigInteger.ZERO;
    boolean first = true;
    for (BigFraction x : arguments) {
      if (bits(x) > FRACTION_BITS) {
        return null;
      }
      BigInteger p = x.getNumerator().abs();
      BigInteger q = x.getDenominator();
      if (first) {
        over = p;
        under = q;
        first = false;
      } else if (common) {
        over = over.gcd(p);
        under = multiple(under, q);
      } else {
        over = over.signum() == 0 || p.signum() == 0 ? BigInteger.ZERO : multiple(over, p);
        under = under.gcd(q);
      }
      if (over.bitLength() > 4 * FRACTION_BITS || under.bitLength() > 4 * FRACTION_BITS) {
        return null;
      }
    }
    return under.equals(BigInteger.ONE) ? BigFraction.of(over) : BigFraction.of(over, under);
  }

  private static BigInteger multiple(BigInteger a, BigInteger b) {
    return a.divide(a.gcd(b)).multiply(b);
  }

  /** Computes the exact root of a perfect power; null if there is none. A negative number has only odd roots. */
  static @Nullable BigFraction root(BigFraction x, int index) {
    if (x.signum() < 0) {
      BigFraction positive = index % 2 == 1 ? root(x.negate(), index) : null;
      return positive == null ? null : positive.negate();
    }
    BigInteger over = root(x.getNumerator(), index);
    BigInteger under = over == null ? null : root(x.getDenominator(), index);
    return over == null || under == null ? null : BigFraction.of(over, under);
  }

  private static @Nullable BigInteger root(BigInteger x, int index) {
    if (x.bitLength() <= 1) {
      return x;
    }
    if (x.bitLength() > 2_048) {
      return null;
    }
    BigInteger root;
    if (index == 2) {
      root = x.sqrt();
    } else {
      BigInteger low = BigInteger.ONE;
      BigInteger high = BigInteger.ONE.shiftLeft(x.bitLength() / index + 1);
      while (low.compareTo(high) < 0) {
        BigInteger middle = low.add(high).add(BigInteger.ONE).shiftRight(1);
        if (middle.pow(index).compareTo(x) <= 0) {
          low = middle;
        } else {
          high = middle.subtract(BigInteger.ONE);
        }
      }
      root = low;
    }
    return root.pow(index).equals(x) ? root : null;
  }
}
