package io.gradus.rewards.math.equality;

import ch.obermuhlner.math.big.BigComplex;
import ch.obermuhlner.math.big.BigComplexMath;
import ch.obermuhlner.math.big.BigDecimalMath;
import io.gradus.rewards.math.expression.Limits;
import io.gradus.rewards.math.expression.Node.Constant;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Complex constants to 60 digits, which confirm the results of doubles. The number of function calls is limited. */
final class Digits implements Arithmetic<BigComplex> {
  static final MathContext CONTEXT = new MathContext(60);

  /** Two constants with at most this relative difference are the same. */
  static final BigDecimal TOLERANCE = new BigDecimal("1e-40");

  /** Larger results are not computed. */
  private static final double MAX_LOGARITHM = 20_000;

  /** An exponential with a larger exponent is not computed. */
  private static final BigDecimal LARGEST_EXPONENT = BigDecimal.valueOf((long) MAX_LOGARITHM);

  private static final int MAX_INDEX_BITS = 7;

  private int work;

  /**
   * @param work work that may be spent, in the unit of {@link Limits#PRECISE_WORK}
   */
  Digits(int work) {
    this.work = work;
  }

  @Override
  public BigComplex number(BigFraction value) {
    return BigComplex.valueOf(quotient(value));
  }

  private static BigDecimal quotient(BigFraction value) {
    BigDecimal over = new BigDecimal(value.getNumerator(), CONTEXT);
    return over.divide(new BigDecimal(value.getDenominator(), CONTEXT), CONTEXT);
  }

  @Override
  public @Nullable BigComplex constant(Constant constant) {
    return switch (constant) {
      case PI -> BigComplex.valueOf(BigDecimalMath.pi(CONTEXT));
      case E -> BigComplex.valueOf(BigDecimalMath.e(CONTEXT));
      case I -> BigComplex.I;
      case INFINITY -> null;
    };
  }

  @Override
  public @Nullable BigComplex symbol(String name) {
    return null;
  }

  @Override
  public BigComplex add(BigComplex a, BigComplex b) {
    return a.add(b, CONTEXT);
  }

  @Override
  public BigComplex multiply(BigComplex a, BigComplex b) {
    return a.multiply(b, CONTEXT);
  }

  @Override
  public @Nullable BigComplex divide(BigComplex a, BigComplex b) {
    return isZero(b) ? null : a.divide(b, CONTEXT);
  }

  private static boolean isZero(BigComplex x) {
    return x.re.signum() == 0 && x.im.signum() == 0;
  }

  private static double logarithm(BigComplex x) {
    BigDecimal size = x.re.abs().max(x.im.abs());
    return size.signum() == 0 ? 0 : Math.abs(size.precision() - size.scale()) * Math.log(10);
  }

  /** Charges a function about what it costs; true if the limit is exceeded. */
  private boolean spent(int cost) {
    work -= cost;
    return work < 0;
  }

  private static int cost(String function) {
    return function.startsWith("arc")
        ? 10
        : function.equals("sqrt") || function.equals("abs") ? 1 : 3;
  }

  @Override
  public @Nullable BigComplex power(BigComplex base, BigFraction exponent) {
    if (isZero(base)) {
      return exponent.signum() > 0 ? base : null;
    }
    double e = exponent.doubleValue();
    if (Math.abs(e) * (logarithm(base) + 1) > MAX_LOGARITHM
        || spent(exponent.getDenominator().equals(BigInteger.ONE) ? 1 : 5)) {
      return null;
    }
    if (exponent.getDenominator().equals(BigInteger.ONE)) {
      return BigComplexMath.pow(base, exponent.getNumerator().longValue(), CONTEXT);
    }
    if (base.im.signum() == 0) {
      boolean negative = base.re.signum() < 0;
      if (!negative || exponent.getDenominator().testBit(0)) {
        BigDecimal power = positivePower(base.re.abs(), exponent);
        boolean minus = negative && exponent.getNumerator().testBit(0);
        return BigComplex.valueOf(minus ? power.negate() : power);
      }
    }
    return logarithm(base) > 40 || spent(20)
        ? null
        : BigComplexMath.pow(base, number(exponent).re, CONTEXT);
  }

  /**
   * Uses a root if its index is small, because Newton's method takes longer for a large index and a logarithm does not.
   */
  private static BigDecimal positivePower(BigDecimal base, BigFraction exponent) {
    if (exponent.getDenominator().bitLength() > MAX_INDEX_BITS
        || exponent.getNumerator().bitLength() > 31) {
      return power(base, quotient(exponent));
    }
    BigDecimal root = root(base, exponent.getDenominator().intValue());
    return BigDecimalMath.pow(root, exponent.getNumerator().longValue(), CONTEXT);
  }

  private static BigDecimal power(BigDecimal base, BigDecimal exponent) {
    BigDecimal logarithm = BigDecimalMath.log(base, CONTEXT);
    return BigDecimalMath.exp(exponent.multiply(logarithm, CONTEXT), CONTEXT);
  }

  /**
   * Takes out powers of ten first, because the first guess is a double, and Newton's method is very slow if the double
   * overflows.
   */
  private static BigDecimal root(BigDecimal base, int index) {
    int tens = Math.floorDiv(base.precision() - base.scale(), index);
    BigDecimal scaled = base.scaleByPowerOfTen(-tens * index);
    BigDecimal root = index == 2
        ? BigDecimalMath.sqrt(scaled, CONTEXT)
        : BigDecimalMath.root(scaled, BigDecimal.valueOf(index), CONTEXT);
    return root.scaleByPowerOfTen(tens);
  }

  @Override
  public @Nullable BigComplex powerOf(BigComplex base, BigComplex exponent) {
    double e = exponent.re.abs().max(exponent.im.abs()).doubleValue();
    boolean real = base.im.signum() == 0 && exponent.im.signum() == 0 && base.re.signum() > 0;
    if (isZero(base)
        || e * (logarithm(base) + 1) > MAX_LOGARITHM
        || (!real && logarithm(base) > 40)
        || spent(real ? 6 : 20)) {
      return null;
    }
    if (real) {
      return BigComplex.valueOf(power(base.re, exponent.re));
    }
    return BigComplexMath.pow(base, exponent, CONTEXT);
  }

  @Override
  public @Nullable BigComplex call(String function, List<BigComplex> arguments) {
    BigComplex x = arguments.get(0);
    // A complex logarithm holds an arc tangent.
    if (spent(cost(function) * (x.im.signum() == 0 ? 1 : 4))) {
      return null;
    }
    if (arguments.size() == 2 && function.equals("log")) {
      BigComplex y = arguments.get(1);
      boolean positive = isPositive(x) && isPositive(y) && y.re.compareTo(BigDecimal.ONE) != 0;
      return positive
          ? BigComplex.valueOf(
              BigDecimalMath.log(x.re, CONTEXT).divide(BigDecimalMath.log(y.re, CONTEXT), CONTEXT))
          : null;
    }
    if (function.equals("max") || function.equals("min")) {
      return extreme(function.equals("max"), arguments);
    }
    if (arguments.size() != 1 || isOutside(function, x)) {
      return null;
    }
    return x.im.signum() == 0 ? real(function, x.re) : imaginary(function, x);
  }

  /** Returns whether the argument is too large for the series of the function. */
  private static boolean isOutside(String function, BigComplex x) {
    if (x.im.signum() != 0) {
      return logarithm(x) > 40 || (!function.equals("re") && !function.equals("im") && isLarge(x));
    }
    return switch (function) {
      case "sqrt", "abs", "ln", "log", "re", "im" -> logarithm(x) > MAX_LOGARITHM;
      case "exp", "sinh", "cosh", "tanh" -> isLarge(x);
      default -> logarithm(x) > 40;
    };
  }

  private static boolean isLarge(BigComplex x) {
    return x.re.abs().max(x.im.abs()).compareTo(LARGEST_EXPONENT) > 0;
  }

  private static @Nullable BigComplex extreme(boolean largest, List<BigComplex> arguments) {
    BigComplex best = arguments.get(0);
    for (BigComplex argument : arguments) {
      if (argument.im.signum() != 0) {
        return null;
      }
      int order = argument.re.compareTo(best.re);
      best = (largest ? order : -order) > 0 ? argument : best;
    }
    return best;
  }

  private static boolean isPositive(BigComplex x) {
    return x.im.signum() == 0 && x.re.signum() > 0;
  }

  private @Nullable BigComplex real(String function, BigDecimal x) {
    BigDecimal value = realValue(function, x);
    return value == null ? imaginary(function, BigComplex.valueOf(x)) : BigComplex.valueOf(value);
  }

  private static @Nullable BigDecimal realValue(String function, BigDecimal x) {
    boolean withinOne = x.abs().compareTo(BigDecimal.ONE) <= 0;
    return switch (function) {
      case "sqrt" -> x.signum() < 0 ? null : x.signum() == 0 ? x : root(x, 2);
      case "ln" -> x.signum() <= 0 ? null : BigDecimalMath.log(x, CONTEXT);
      case "log" -> x.signum() <= 0 ? null : BigDecimalMath.log10(x, CONTEXT);
      case "exp" -> BigDecimalMath.exp(x, CONTEXT);
      case "sin" -> BigDecimalMath.sin(x, CONTEXT);
      case "cos" -> BigDecimalMath.cos(x, CONTEXT);
      case "tan" -> ratio(BigDecimalMath.sin(x, CONTEXT), BigDecimalMath.cos(x, CONTEXT));
      case "cot" -> ratio(BigDecimalMath.cos(x, CONTEXT), BigDecimalMath.sin(x, CONTEXT));
      case "sec" -> ratio(BigDecimal.ONE, BigDecimalMath.cos(x, CONTEXT));
      case "csc" -> ratio(BigDecimal.ONE, BigDecimalMath.sin(x, CONTEXT));
      case "arctan" -> BigDecimalMath.atan(x, CONTEXT);
      case "arcsin" -> withinOne ? BigDecimalMath.asin(x, CONTEXT) : null;
      case "arccos" -> withinOne ? BigDecimalMath.acos(x, CONTEXT) : null;
      case "sinh" -> withinOne ? BigDecimalMath.sinh(x, CONTEXT) : hyperbolic(x, -1);
      case "cosh" -> hyperbolic(x, 1);
      case "tanh" ->
        withinOne ? BigDecimalMath.tanh(x, CONTEXT) : ratio(hyperbolic(x, -1), hyperbolic(x, 1));
      case "arcsinh" -> BigDecimalMath.asinh(x, CONTEXT);
      case "abs" -> x.abs();
      case "floor" -> whole(x, RoundingMode.FLOOR);
      case "ceil" -> whole(x, RoundingMode.CEILING);
      default -> null;
    };
  }

  /** Computes half of e^x plus or minus e^-x, because the power series of big-math needs more terms for a larger x. */
  private static BigDecimal hyperbolic(BigDecimal x, int sign) {
    BigDecimal up = BigDecimalMath.exp(x, CONTEXT);
    BigDecimal down = BigDecimal.ONE.divide(up, CONTEXT);
    BigDecimal sum = sign > 0 ? up.add(down, CONTEXT) : up.subtract(down, CONTEXT);
    return sum.divide(BigDecimal.valueOf(2), CONTEXT);
  }

  /** Rounds only if the digits decide it: not at the edge between two integers. */
  private static @Nullable BigDecimal whole(BigDecimal x, RoundingMode mode) {
    BigDecimal nearest = x.setScale(0, RoundingMode.HALF_EVEN);
    return x.subtract(nearest).abs().compareTo(TOLERANCE) < 0 ? nearest : x.setScale(0, mode);
  }

  private static @Nullable BigDecimal ratio(BigDecimal over, BigDecimal under) {
    return under.abs().compareTo(TOLERANCE) < 0 ? null : over.divide(under, CONTEXT);
  }

  private static @Nullable BigComplex imaginary(String function, BigComplex x) {
    return switch (function) {
      case "sqrt" -> BigComplexMath.sqrt(x, CONTEXT);
      case "exp" -> BigComplexMath.exp(x, CONTEXT);
      case "ln" -> isZero(x) ? null : BigComplexMath.log(x, CONTEXT);
      case "sin" -> BigComplexMath.sin(x, CONTEXT);
      case "cos" -> BigComplexMath.cos(x, CONTEXT);
      case "abs" -> BigComplex.valueOf(BigComplexMath.abs(x, CONTEXT));
      case "re" -> BigComplex.valueOf(x.re);
      case "im" -> BigComplex.valueOf(x.im);
      default -> null;
    };
  }

  @Override
  public @Nullable BigComplex opaque(String function, List<BigComplex> arguments) {
    return null;
  }
}
