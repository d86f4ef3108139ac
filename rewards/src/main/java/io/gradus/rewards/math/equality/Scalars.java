package io.gradus.rewards.math.equality;

import ch.obermuhlner.math.big.BigComplex;
import io.gradus.core.CounterRandom;
import io.gradus.rewards.math.expression.Limits;
import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Constant;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Trees;
import java.math.BigDecimal;
import java.util.List;
import org.apache.commons.numbers.complex.Complex;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/**
 * Compares the values of two formulas: as fractions, as residues modulo two primes, to 50 digits, or at random points,
 * whichever applies first. An undefined value equals no value.
 */
final class Scalars {
  private static final int POINTS = 14;
  private static final int NEEDED_POINTS = 4;
  private static final double SAMPLING_TOLERANCE = 1e-9;
  private static final BigDecimal COARSE = new BigDecimal("1e-8");
  private static final BigDecimal FINE = new BigDecimal("1e-30");
  private static final double TINY = 1e-200;

  private final Decimals decimals;
  private final Evaluator<BigFraction> exact = Evaluator.exact();
  private int left = Limits.COMPARISONS;
  private String rule = "";

  Scalars(Decimals decimals) {
    this.decimals = decimals;
  }

  /** Returns the name of the rule that decided the last comparison. */
  String rule() {
    return rule;
  }

  boolean equal(Node gold, Node prediction) {
    if (--left < 0) {
      rule = "too many comparisons";
      return false;
    }
    if (gold.equals(prediction)) {
      rule = "same formula";
      return true;
    }
    return values(gold, prediction) || naturalLogarithms(gold, prediction);
  }

  /**
   * If one formula has {@code \log} and the other {@code \ln}, compares again with {@code \log} read as {@code \ln}.
   */
  private boolean naturalLogarithms(Node gold, Node prediction) {
    boolean one = Trees.contains(gold, Scalars::isLog) && Trees.contains(prediction, Scalars::isLn);
    boolean other =
        Trees.contains(prediction, Scalars::isLog) && Trees.contains(gold, Scalars::isLn);
    return (one || other) && values(natural(gold), natural(prediction));
  }

  private static boolean isLog(Node node) {
    return node instanceof Call call
        && call.function().equals("log")
        && call.arguments().size() == 1;
  }

  private static boolean isLn(Node node) {
    return node instanceof Call call && call.function().equals("ln");
  }

  private static Node natural(Node node) {
    return isLog(node)
        ? new Call(
            "ln", ((Call) node).arguments().stream().map(Scalars::natural).toList())
        : Trees.rebuild(node, Scalars::natural);
  }

  private boolean values(Node gold, Node prediction) {
    BigFraction exactGold = exact.refreshed().evaluate(gold);
    BigFraction exactPrediction = exactGold == null ? null : exact.refreshed().evaluate(prediction);
    if (exactGold != null && exactPrediction != null) {
      rule = "exact fractions";
      if (exactGold.equals(exactPrediction)) {
        return true;
      }
      if (decimals.close(gold, exactGold, prediction, exactPrediction)) {
        rule = "decimals";
        return true;
      }
      return false;
    }
    boolean rounded = hasDecimals(gold) || hasDecimals(prediction);
    Boolean identical = residues(gold, prediction);
    if (identical != null && (identical || !rounded)) {
      rule = "identity modulo two primes";
      return identical;
    }
    if (Trees.symbols(gold).isEmpty() && Trees.symbols(prediction).isEmpty()) {
      return constants(gold, prediction, rounded);
    }
    rule = "random points";
    return sampled(gold, prediction);
  }

  static @Nullable BigFraction exact(Node node) {
    return Evaluator.exact().evaluate(node);
  }

  /** Compares two rational functions; null if one is none. */
  private @Nullable Boolean residues(Node gold, Node prediction) {
    for (Residues residues : new Residues[] {Residues.FIRST, Residues.SECOND}) {
      Long a = new Evaluator<>(residues, exact.refreshed()).evaluate(gold);
      Long b = a == null ? null : new Evaluator<>(residues, exact.refreshed()).evaluate(prediction);
      if (a == null || b == null) {
        return null;
      }
      if (!a.equals(b)) {
        return false;
      }
    }
    return true;
  }

  static @Nullable Long residue(Residues residues, Node node) {
    return new Evaluator<>(residues, Evaluator.exact()).evaluate(node);
  }

  static boolean hasDecimals(Node node) {
    return Trees.contains(node, n -> n instanceof Num num && num.decimal());
  }

  private static boolean isComplex(Node node) {
    return Trees.contains(node, n -> n == Constant.I);
  }

  /** Evaluates a constant in doubles; null if it has no value. */
  static @Nullable Complex approximate(Node node) {
    return new Evaluator<>(new Doubles(0, Doubles.Domain.POSITIVE, true), Evaluator.exact())
        .evaluate(node);
  }

  private @Nullable Complex evaluate(Doubles doubles, Node node) {
    return new Evaluator<>(doubles, exact.refreshed()).evaluate(node);
  }

  private @Nullable BigComplex precise(Node node, int work) {
    try {
      return new Evaluator<>(new Digits(work), exact.refreshed()).evaluate(node);
    } catch (ArithmeticException outside) {
      // big-math throws at the edges of its functions' domains, where there is no value.
      return null;
    }
  }

  private boolean constants(Node gold, Node prediction, boolean rounded) {
    rule = "50 digits";
    Complex a = approximate(gold);
    Complex b = approximate(prediction);
    if (a != null && b != null) {
      double size = Math.max(a.abs(), b.abs());
      double apart = a.subtract(b).abs();
      boolean far = apart > (rounded ? 0.2 : 1e-6) * size + (rounded ? 0.6 : 1e-290);
      // Doubles lose digits by cancellation, so only a difference that no cancellation explains
      // rejects at once.
      if (far && apart > 1e-6) {
        return false;
      }
    }
    BigComplex exactGold = precise(gold, Limits.PRECISE_WORK);
    BigComplex exactPrediction =
        exactGold == null ? null : precise(prediction, Limits.PRECISE_WORK);
    if (exactGold == null || exactPrediction == null) {
      rule = "doubles";
      if (a == null || b == null || rounded || a.abs() <= TINY || b.abs() <= TINY) {
        return false;
      }
      return a.subtract(b).abs() <= 1e-12 * Math.max(a.abs(), b.abs());
    }
    if (agree(exactGold, exactPrediction)) {
      return true;
    }
    if (rounded && decimals.close(gold, exactGold, prediction, exactPrediction)) {
      rule = "decimals";
      return true;
    }
    return false;
  }

  private static boolean agree(BigComplex a, BigComplex b) {
    BigDecimal size = a.re.abs().max(a.im.abs()).max(b.re.abs()).max(b.im.abs());
    BigDecimal apart = a.re.subtract(b.re).abs().max(a.im.subtract(b.im).abs());
    return apart.compareTo(size.multiply(Digits.TOLERANCE)) <= 0
        || (size.compareTo(new BigDecimal("1e-45")) < 0 && isZeroLike(a) && isZeroLike(b));
  }

  /** Returns whether a number is the rounding error of a difference that is 0. */
  private static boolean isZeroLike(BigComplex x) {
    return x.re.abs().compareTo(new BigDecimal("1e-50")) < 0
        && x.im.abs().compareTo(new BigDecimal("1e-50")) < 0;
  }

  private boolean sampled(Node gold, Node prediction) {
    boolean complex = isComplex(gold) || isComplex(prediction);
    int agreed = 0;
    for (int point = 0; point < POINTS; point++) {
      boolean positive = point < POINTS / 2;
      Doubles doubles = new Doubles(
          point, positive ? Doubles.Domain.POSITIVE : Doubles.Domain.REAL, complex && positive);
      Complex a = evaluate(doubles, gold);
      Complex b = evaluate(doubles, prediction);
      if (a == null || b == null) {
        continue;
      }
      double size = Math.max(1e-3, Math.max(a.abs(), b.abs()));
      if (a.subtract(b).abs() > SAMPLING_TOLERANCE * size) {
        return false;
      }
      agreed++;
    }
    return agreed >= NEEDED_POINTS
        && !isOffByLittle(gold, prediction)
        && !differsAtIntegers(gold, prediction);
  }

  /** Returns whether rounding functions differ at whole numbers and halves, which random points never hit. */
  private boolean differsAtIntegers(Node gold, Node prediction) {
    if (!Trees.contains(gold, Scalars::isStep) && !Trees.contains(prediction, Scalars::isStep)) {
      return false;
    }
    for (int halves = -4; halves <= 5; halves++) {
      Node g = gold;
      Node p = prediction;
      int shift = 0;
      for (String name : Trees.symbols(new Add(List.of(gold, prediction)))) {
        Num value = Num.of(BigFraction.of(halves + 2 * shift++, 2));
        g = Trees.substitute(g, name, value);
        p = Trees.substitute(p, name, value);
      }
      BigFraction a = exact(g);
      BigFraction b = a == null ? null : exact(p);
      if (a != null && b != null && !a.equals(b)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isStep(Node node) {
    return node instanceof Call call
        && (call.function().equals("floor")
            || call.function().equals("ceil")
            || call.function().equals("sgn")
            || call.function().equals("mod"));
  }

  /** Returns whether 50 digits at one more point show a difference that doubles cannot show. */
  private boolean isOffByLittle(Node gold, Node prediction) {
    Node g = gold;
    Node p = prediction;
    for (String name : Trees.symbols(new Add(List.of(gold, prediction)))) {
      int place = CounterRandom.below(180, 20_260_101, name.hashCode(), name.length());
      Num value = Num.of(BigFraction.of(41 + place, 89));
      g = Trees.substitute(g, name, value);
      p = Trees.substitute(p, name, value);
    }
    BigComplex a = precise(g, Limits.PRECISE_WORK / 3);
    BigComplex b = a == null ? null : precise(p, Limits.PRECISE_WORK / 3);
    if (a == null || b == null || agree(a, b)) {
      return false;
    }
    // A large difference here comes from branches, because there was none at the other points.
    BigDecimal size = a.re.abs().max(a.im.abs());
    BigDecimal apart = a.re.subtract(b.re).abs().max(a.im.subtract(b.im).abs());
    return apart.compareTo(size.multiply(COARSE)) < 0 && apart.compareTo(size.multiply(FINE)) > 0;
  }
}
