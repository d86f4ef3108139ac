package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Limits;
import io.gradus.rewards.math.expression.Node.Constant;
import java.math.BigInteger;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Exact rational values, up to a number of bits. */
final class Fractions implements Arithmetic<BigFraction> {
  private static final int MAX_FACTORIAL = 4_095;

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
    return bounded(a.add(b));
  }

  @Override
  public @Nullable BigFraction multiply(BigFraction a, BigFraction b) {
    return bounded(a.multiply(b));
  }

  @Override
  public @Nullable BigFraction divide(BigFraction a, BigFraction b) {
    return b.isZero() ? null : bounded(a.divide(b));
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
    long bits = Math.max(root.getNumerator().bitLength(), root.getDenominator().bitLength());
    int n = times.intValue();
    if ((bits - 1) * Math.abs((long) n) > Limits.EXACT_BITS) {
      return null;
    }
    return bounded(root.pow(n));
  }

  @Override
  public @Nullable BigFraction powerOf(BigFraction base, BigFraction exponent) {
    return power(base, exponent);
  }

  @Override
  public @Nullable BigFraction call(String function, List<BigFraction> arguments) {
    BigFraction x = arguments.get(0);
    if (arguments.size() == 2) {
      BigFraction y = arguments.get(1);
      switch (function) {
        case "binom":
          return binomial(x, y);
        case "mod":
          return y.isZero() ? null : bounded(x.subtract(y.multiply(floor(x.divide(y)))));
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
        return arguments.size() == 1 ? call(function, x) : null;
    }
  }

  private static @Nullable BigFraction call(String function, BigFraction x) {
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
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static @Nullable BigFraction bounded(BigFraction value) {
    return value.getNumerator().bitLength() > Limits.EXACT_BITS
            || value.getDenominator().bitLength() > Limits.EXACT_BITS
        ? null
        : value;
  }

  private static @Nullable BigFraction factorial(BigFraction x) {
    if (!x.getDenominator().equals(BigInteger.ONE)
        || x.signum() < 0
        || x.compareTo(BigFraction.of(MAX_FACTORIAL)) > 0) {
      return null;
    }
    return BigFraction.of(product(1, x.intValue()));
  }

  /** {@code from * ... * to}, halved, so that the factors stay of one size. */
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

  private static @Nullable BigFraction binomial(BigFraction n, BigFraction k) {
    BigFraction all = factorial(n);
    if (all == null || !k.getDenominator().equals(BigInteger.ONE)) {
      return null;
    }
    if (k.signum() < 0 || k.compareTo(n) > 0) {
      return BigFraction.ZERO;
    }
    BigFraction some = factorial(k);
    BigFraction rest = factorial(n.subtract(k));
    return some == null || rest == null ? null : all.divide(some.multiply(rest));
  }

  private static @Nullable BigFraction divisors(boolean common, List<BigFraction> arguments) {
    BigInteger over = BigInteger.ZERO;
    BigInteger under = BigInteger.ZERO;
    boolean first = true;
    for (BigFraction x : arguments) {
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
      if (over.bitLength() > Limits.EXACT_BITS || under.bitLength() > Limits.EXACT_BITS) {
        return null;
      }
    }
    return BigFraction.of(over, under);
  }

  private static BigInteger multiple(BigInteger a, BigInteger b) {
    return a.divide(a.gcd(b)).multiply(b);
  }

  /** The exact root of a perfect power, or null. Of a negative number only an odd one. */
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
    if (x.bitLength() > 4_096) {
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
