package io.gradus.rewards.math.equality;

import io.gradus.core.CounterRandom;
import io.gradus.rewards.math.expression.Node.Constant;
import java.math.BigInteger;
import java.util.List;
import org.apache.commons.numbers.complex.Complex;
import org.apache.commons.numbers.fraction.BigFraction;
import org.apache.commons.numbers.gamma.Gamma;
import org.jspecify.annotations.Nullable;

/** Complex numbers in double precision; every variable is a random real number. */
final class Doubles implements Arithmetic<Complex> {
  /** Range of the variables. */
  enum Domain {
    /** Positive reals. */
    POSITIVE,
    /** Reals of either sign; a root or a logarithm of a negative number has no value. */
    REAL
  }

  private static final double[] SCALES = {1.0, 0.12, 4.0};

  private final int point;
  private final Domain domain;
  private final boolean complex;

  /**
   * @param point the number of the sampling point
   * @param complex whether roots of negative numbers are imaginary
   */
  Doubles(int point, Domain domain, boolean complex) {
    this.point = point;
    this.domain = domain;
    this.complex = complex;
  }

  @Override
  public @Nullable Complex number(BigFraction value) {
    return finite(Complex.ofCartesian(value.doubleValue(), 0));
  }

  @Override
  public @Nullable Complex constant(Constant constant) {
    return switch (constant) {
      case PI -> Complex.ofCartesian(Math.PI, 0);
      case E -> Complex.ofCartesian(Math.E, 0);
      case I -> complex ? Complex.I : null;
      case INFINITY -> null;
    };
  }

  @Override
  public Complex symbol(String name) {
    double uniform = CounterRandom.uniform(20_260_101, name.hashCode(), name.length(), point);
    double size = (0.35 + 2.9 * uniform) * SCALES[point % SCALES.length];
    boolean negative =
        domain == Domain.REAL && CounterRandom.uniform(7, name.hashCode(), point) < 0.6;
    return Complex.ofCartesian(negative ? -size : size, 0);
  }

  @Override
  public @Nullable Complex add(Complex a, Complex b) {
    return finite(a.add(b));
  }

  @Override
  public @Nullable Complex multiply(Complex a, Complex b) {
    if (a.imag() == 0 && b.imag() == 0) {
      return finite(Complex.ofCartesian(a.real() * b.real(), 0));
    }
    return finite(a.multiply(b));
  }

  @Override
  public @Nullable Complex divide(Complex a, Complex b) {
    if (b.real() == 0 && b.imag() == 0) {
      return null;
    }
    if (a.imag() == 0 && b.imag() == 0) {
      return finite(Complex.ofCartesian(a.real() / b.real(), 0));
    }
    return finite(a.divide(b));
  }

  @Override
  public @Nullable Complex power(Complex base, BigFraction exponent) {
    boolean zero = base.real() == 0 && base.imag() == 0;
    if (zero) {
      return exponent.signum() > 0 ? base : null;
    }
    double e = exponent.doubleValue();
    if (base.imag() == 0) {
      double x = base.real();
      boolean odd = exponent.getDenominator().testBit(0);
      if (x > 0 || exponent.getDenominator().equals(BigInteger.ONE)) {
        return finite(Complex.ofCartesian(Math.pow(x, e), 0));
      }
      if (odd) {
        // Take the real root, as at school: the cube root of -8 is -2.
        double magnitude = Math.pow(-x, e);
        return finite(
            Complex.ofCartesian(exponent.getNumerator().testBit(0) ? -magnitude : magnitude, 0));
      }
      if (!complex) {
        return null;
      }
    }
    if (exponent.getDenominator().equals(BigInteger.ONE)
        && exponent.getNumerator().bitLength() < 8) {
      return finite(integerPower(base, exponent.getNumerator().intValue()));
    }
    return finite(base.pow(e));
  }

  private static Complex integerPower(Complex base, int exponent) {
    Complex result = Complex.ONE;
    for (int i = 0; i < Math.abs(exponent); i++) {
      result = result.multiply(base);
    }
    return exponent < 0 ? Complex.ONE.divide(result) : result;
  }

  @Override
  public @Nullable Complex powerOf(Complex base, Complex exponent) {
    if (base.real() == 0 && base.imag() == 0) {
      return exponent.real() > 0 ? base : null;
    }
    if (base.imag() == 0 && exponent.imag() == 0) {
      if (base.real() > 0) {
        return finite(Complex.ofCartesian(Math.pow(base.real(), exponent.real()), 0));
      }
      if (exponent.real() == Math.rint(exponent.real())) {
        return finite(Complex.ofCartesian(Math.pow(base.real(), exponent.real()), 0));
      }
      if (!complex) {
        return null;
      }
    }
    return finite(base.pow(exponent));
  }

  @Override
  public @Nullable Complex call(String function, List<Complex> arguments) {
    Complex x = arguments.get(0);
    if (arguments.size() == 1) {
      Complex value = x.imag() == 0 ? real(function, x.real()) : imaginary(function, x);
      return value == null ? null : finite(value);
    }
    for (Complex argument : arguments) {
      if (argument.imag() != 0) {
        return null;
      }
    }
    Double value = several(function, arguments);
    return value == null ? null : finite(Complex.ofCartesian(value, 0));
  }

  private static @Nullable Double several(String function, List<Complex> arguments) {
    double x = arguments.get(0).real();
    double y = arguments.get(1).real();
    return switch (function) {
      case "max" -> arguments.stream().mapToDouble(Complex::real).max().orElse(x);
      case "min" -> arguments.stream().mapToDouble(Complex::real).min().orElse(x);
      case "log" -> x <= 0 || y <= 0 || y == 1 ? null : (Double) (Math.log(x) / Math.log(y));
      case "mod" -> y == 0 ? null : (Double) (x - y * Math.floor(x / y));
      case "binom" -> binomial(x, y);
      default -> null;
    };
  }

  /** Divides a falling factorial by a factorial for a small lower integer; otherwise uses the gamma function. */
  private static double binomial(double n, double k) {
    if (k != Math.rint(k) || k < 0 || k > 60) {
      return Gamma.value(n + 1) / (Gamma.value(k + 1) * Gamma.value(n - k + 1));
    }
    double result = 1;
    for (int i = 0; i < k; i++) {
      result *= (n - i) / (i + 1);
    }
    return result;
  }

  private @Nullable Complex real(String function, double x) {
    double value = switch (function) {
      case "sin" -> Math.sin(x);
      case "cos" -> Math.cos(x);
      case "tan" -> Math.tan(x);
      case "cot" -> 1 / Math.tan(x);
      case "sec" -> 1 / Math.cos(x);
      case "csc" -> 1 / Math.sin(x);
      case "arctan" -> Math.atan(x);
      case "arccot" -> Math.PI / 2 - Math.atan(x);
      case "sinh" -> Math.sinh(x);
      case "cosh" -> Math.cosh(x);
      case "tanh" -> Math.tanh(x);
      case "coth" -> 1 / Math.tanh(x);
      case "exp" -> Math.exp(x);
      case "abs" -> Math.abs(x);
      case "floor" -> Math.floor(x);
      case "ceil" -> Math.ceil(x);
      case "sgn" -> Math.signum(x);
      case "re" -> x;
      case "im" -> 0;
      case "arcsin" -> Math.asin(x);
      case "arccos" -> Math.acos(x);
      case "arcsec" -> Math.acos(1 / x);
      case "arccsc" -> Math.asin(1 / x);
      case "arcsinh" -> Math.log(Math.abs(x) + Math.hypot(x, 1)) * Math.signum(x);
      case "arccosh" -> Math.log(x + Math.sqrt(x * x - 1));
      case "arctanh" -> 0.5 * Math.log((1 + x) / (1 - x));
      case "ln" -> Math.log(x);
      case "log" -> Math.log10(x);
      case "sqrt" -> Math.sqrt(x);
      case "factorial" -> Gamma.value(x + 1);
      case "gammafn" -> Gamma.value(x);
      default -> Double.NaN;
    };
    if (!Double.isNaN(value)) {
      return Complex.ofCartesian(value, 0);
    }
    return complex ? imaginary(function, Complex.ofCartesian(x, 0)) : null;
  }

  private @Nullable Complex imaginary(String function, Complex x) {
    return switch (function) {
      case "sqrt" -> x.sqrt();
      case "exp" -> x.exp();
      case "ln" -> x.real() == 0 && x.imag() == 0 ? null : x.log();
      case "log" -> x.real() == 0 && x.imag() == 0 ? null : x.log().divide(Math.log(10));
      case "sin" -> x.sin();
      case "cos" -> x.cos();
      case "tan" -> x.tan();
      case "sinh" -> x.sinh();
      case "cosh" -> x.cosh();
      case "tanh" -> x.tanh();
      case "abs" -> Complex.ofCartesian(x.abs(), 0);
      case "re" -> Complex.ofCartesian(x.real(), 0);
      case "im" -> Complex.ofCartesian(x.imag(), 0);
      case "arg" -> Complex.ofCartesian(x.arg(), 0);
      default -> null;
    };
  }

  /** Pseudo-random number that depends on the first nine digits of the arguments. */
  @Override
  public Complex opaque(String function, List<Complex> arguments) {
    long[] place = new long[2 * arguments.size() + 1];
    place[0] = function.hashCode();
    for (int i = 0; i < arguments.size(); i++) {
      place[2 * i + 1] = rounded(arguments.get(i).real());
      place[2 * i + 2] = rounded(arguments.get(i).imag());
    }
    return Complex.ofCartesian(0.5 + CounterRandom.uniform(11, place), 0);
  }

  private static long rounded(double x) {
    if (Math.abs(x) < 1e-9) {
      return 0;
    }
    double scale = Math.pow(10, 8 - Math.floor(Math.log10(Math.abs(x))));
    return Double.doubleToLongBits(Math.rint(x * scale) / scale);
  }

  private static @Nullable Complex finite(Complex value) {
    return value.isFinite() ? value : null;
  }
}
