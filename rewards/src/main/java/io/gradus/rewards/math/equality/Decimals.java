package io.gradus.rewards.math.equality;

import ch.obermuhlner.math.big.BigComplex;
import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a decimal equals a number that it only rounds.
 *
 * @param places correct decimals that a decimal needs if the gold answer is exact
 * @param roundedDigits a decimal gold answer with at least this many significant digits equals everything that rounds
 *     to it
 */
record Decimals(int places, int roundedDigits) {
  private static final BigDecimal NOISE = new BigDecimal("1e-12");
  private static final BigDecimal TENTH = new BigDecimal("0.1");

  /** Compares two different fractions. */
  boolean close(Node gold, BigFraction goldValue, Node prediction, BigFraction predictionValue) {
    if (!Scalars.hasDecimals(gold) && !Scalars.hasDecimals(prediction)) {
      return false;
    }
    if (isHuge(goldValue) || isHuge(predictionValue)) {
      return false;
    }
    return close(
        gold, decimal(goldValue), isInteger(goldValue), prediction, decimal(predictionValue));
  }

  private static boolean isHuge(BigFraction value) {
    return value.getNumerator().bitLength() > 2_048 || value.getDenominator().bitLength() > 2_048;
  }

  private static BigDecimal decimal(BigFraction value) {
    return new BigDecimal(value.getNumerator())
        .divide(new BigDecimal(value.getDenominator()), Digits.CONTEXT);
  }

  private static boolean isInteger(BigFraction value) {
    return value.getDenominator().equals(BigInteger.ONE);
  }

  /** Compares two constants of any kind. */
  boolean close(Node gold, BigComplex goldValue, Node prediction, BigComplex predictionValue) {
    return part(gold, goldValue.re, prediction, predictionValue.re)
        && part(gold, goldValue.im, prediction, predictionValue.im);
  }

  /** Compares the real or the imaginary parts. */
  private boolean part(Node gold, BigDecimal g, Node prediction, BigDecimal p) {
    if (g.subtract(p).abs().compareTo(Digits.TOLERANCE) < 0) {
      return true;
    }
    BigDecimal fraction = g.subtract(g.setScale(0, RoundingMode.HALF_EVEN)).abs();
    boolean integer = fraction.compareTo(Digits.TOLERANCE) < 0;
    return close(gold, g, integer, prediction, p);
  }

  private boolean close(Node gold, BigDecimal g, boolean integer, Node prediction, BigDecimal p) {
    Num literal = literal(gold);
    Num given = literal(prediction);
    BigDecimal apart = g.subtract(p).abs();
    if (literal == null) {
      return !integer && Scalars.hasDecimals(prediction) && near(g, p, apart);
    }
    if (given != null) {
      boolean noise = given.significant() >= 15 || literal.significant() >= 15;
      if (noise && apart.compareTo(g.abs().multiply(NOISE)) <= 0) {
        return true;
      }
      if (given.places() < literal.places()) {
        return literal.places() > places && given.places() >= places && near(g, p, apart);
      }
    }
    boolean precise = literal.significant() >= roundedDigits
        && (literal.significant() >= 3 || literal.places() >= 2);
    if (precise) {
      BigDecimal up = p.setScale(literal.places(), RoundingMode.HALF_UP);
      BigDecimal even = p.setScale(literal.places(), RoundingMode.HALF_EVEN);
      if (up.compareTo(g) == 0 || even.compareTo(g) == 0) {
        return true;
      }
    }
    // A gold answer with more places than required counts as exact.
    return literal.places() > places && near(g, p, apart);
  }

  private boolean near(BigDecimal g, BigDecimal p, BigDecimal apart) {
    if (places >= 6 && apart.compareTo(g.abs().movePointLeft(places)) <= 0) {
      return true;
    }
    return g.abs().compareTo(TENTH) >= 0
        && g.setScale(places, RoundingMode.HALF_UP)
                .compareTo(p.setScale(places, RoundingMode.HALF_UP))
            == 0;
  }

  /** Returns the decimal literal without its sign; null if the node is none. */
  private static @Nullable Num literal(Node node) {
    if (node instanceof Neg neg) {
      return literal(neg.of());
    }
    return node instanceof Num num && num.decimal() ? num : null;
  }
}
