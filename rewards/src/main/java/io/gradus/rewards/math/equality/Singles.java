package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Based;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Congruence;
import io.gradus.rewards.math.expression.Node.Constant;
import io.gradus.rewards.math.expression.Node.Degrees;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Percent;
import io.gradus.rewards.math.expression.Node.Quantity;
import io.gradus.rewards.math.expression.Node.Ratio;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Trees;
import io.gradus.rewards.math.policy.MathPolicy;
import io.gradus.rewards.math.vocabulary.Units;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.apache.commons.numbers.complex.Complex;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Compares single values: residues, ratios, quantities, percentages, digits in a base, and plain formulas. */
final class Singles {
  private final Comparison comparison;
  private final Collections collections;
  private final Scalars scalars;
  private final MathPolicy policy;

  Singles(Comparison comparison, Collections collections, Scalars scalars, MathPolicy policy) {
    this.comparison = comparison;
    this.collections = collections;
    this.scalars = scalars;
    this.policy = policy;
  }

  boolean equal(Node gold, Node prediction) {
    if (gold instanceof Congruence || prediction instanceof Congruence) {
      return congruent(gold, prediction);
    }
    if (remainder(gold) != null && remainder(prediction) != null) {
      return congruent(gold, prediction);
    }
    if (isTimed(gold) || isTimed(prediction)) {
      if (Times.isTime(gold) && Times.isTime(prediction)) {
        return comparison.decided("times of day", Times.same(gold, prediction));
      }
    }
    if (gold instanceof Ratio || prediction instanceof Ratio) {
      return ratios(gold, prediction);
    }
    if (gold instanceof Named || prediction instanceof Named) {
      return comparison.decided("named set", false);
    }
    Quantity g = quantity(gold);
    Quantity p = quantity(prediction);
    if (g != null || p != null) {
      return quantities(gold, g, prediction, p);
    }
    if (gold instanceof Percent || prediction instanceof Percent) {
      return percentages(gold, prediction);
    }
    if (isBased(gold) || isBased(prediction)) {
      return comparison.decided("digits in a base", based(gold, prediction));
    }
    return scalars.equal(gold, prediction);
  }

  /** Returns whether a node can only be a time of day: it has a half of the day, or minutes with a leading zero. */
  private static boolean isTimed(Node node) {
    return (node instanceof Quantity quantity && Times.isHalf(quantity))
        || (node instanceof Ratio ratio && ratio.clock());
  }

  private static boolean isAboveOne(Node node) {
    Complex value = Scalars.approximate(node);
    return value == null || value.abs() > 1;
  }

  private static boolean isBased(Node node) {
    return node instanceof Based || (node instanceof Neg neg && neg.of() instanceof Based);
  }

  private static boolean based(Node gold, Node prediction) {
    if (gold instanceof Neg a && prediction instanceof Neg b) {
      return based(a.of(), b.of());
    }
    return gold instanceof Based a
        && prediction instanceof Based b
        && a.digits().equals(b.digits())
        && Choices.baseOf(a.base()).equals(Choices.baseOf(b.base()));
  }

  private boolean congruent(Node gold, Node prediction) {
    Congruence g = gold instanceof Congruence c ? c : remainder(gold);
    Congruence p = prediction instanceof Congruence c ? c : remainder(prediction);
    if (g == null || p == null) {
      Node a = gold instanceof Congruence c ? c.value() : gold;
      Node b = prediction instanceof Congruence c ? c.value() : prediction;
      return comparison.match(a, b);
    }
    if (!scalars.equal(g.modulus(), p.modulus())) {
      return comparison.decided("different moduli", false);
    }
    BigFraction modulus = Scalars.exact(g.modulus());
    BigFraction apart = Scalars.exact(new Add(List.of(g.value(), new Neg(p.value()))));
    if (modulus != null && apart != null && !modulus.isZero()) {
      boolean divides = apart.divide(modulus).getDenominator().equals(BigInteger.ONE);
      return comparison.decided("residues", divides);
    }
    return comparison.match(g.value(), p.value());
  }

  /** Reads {@code 3 \bmod 7} as a residue; null if the node is none. */
  private static @Nullable Congruence remainder(Node node) {
    return node instanceof Call call
            && call.function().equals("mod")
            && call.arguments().size() == 2
        ? new Congruence(call.arguments().get(0), call.arguments().get(1))
        : null;
  }

  private boolean ratios(Node gold, Node prediction) {
    if (gold instanceof Ratio a && prediction instanceof Ratio b) {
      if (a.parts().size() != b.parts().size()) {
        return comparison.decided("ratios of different length", false);
      }
      if (a.clock() || b.clock()) {
        return comparison.decided(
            "clock times", a.clock() == b.clock() && collections.all(a.parts(), b.parts()));
      }
      for (int i = 1; i < a.parts().size(); i++) {
        if (!scalars.equal(quotient(a, i), quotient(b, i))) {
          return comparison.decided("ratios part by part", false);
        }
      }
      return comparison.decided("ratios part by part", true);
    }
    Ratio ratio = gold instanceof Ratio r ? r : (Ratio) prediction;
    if (ratio.parts().size() != 2 || ratio.clock()) {
      return comparison.decided("a ratio is no number here", false);
    }
    Node value = new Div(ratio.parts().get(0), ratio.parts().get(1));
    return gold instanceof Ratio
        ? comparison.match(value, prediction)
        : comparison.match(gold, value);
  }

  private static Node quotient(Ratio ratio, int i) {
    return new Div(ratio.parts().get(i), ratio.parts().get(0));
  }

  private static @Nullable Quantity quantity(Node node) {
    if (node instanceof Quantity quantity) {
      return quantity;
    }
    if (node instanceof Degrees degrees) {
      return new Quantity(degrees.of(), "degree");
    }
    Quantity inner = node instanceof Neg neg ? quantity(neg.of()) : null;
    return inner == null ? null : new Quantity(new Neg(inner.value()), inner.unit());
  }

  private boolean quantities(
      Node gold, @Nullable Quantity g, Node prediction, @Nullable Quantity p) {
    if (p != null) {
      String unknown = Measures.unknown(g == null ? "" : g.unit(), p.unit());
      if (unknown != null && one(p, g == null ? gold : null)) {
        return comparison.decided("the word '%s' after the value".formatted(unknown), false);
      }
    }
    if (g != null && p != null) {
      Boolean angles = angles(g, p);
      if (angles != null) {
        return angles;
      }
      Measures.Fit fit = Measures.fit(g.unit(), p.unit());
      if (fit.factor() == null) {
        return comparison.decided("units that do not agree", false);
      }
      Node value =
          fit.factor().isOne() ? p.value() : new Mul(List.of(Num.of(fit.factor()), p.value()));
      return comparison.match(g.value(), value);
    }
    Quantity one = g == null ? p : g;
    Node other = g == null ? gold : prediction;
    if (other instanceof Percent) {
      return comparison.decided("units that do not agree", false);
    }
    if (one != null && one.unit().length() == 1 && !Trees.symbols(other).isEmpty()) {
      // The letter that looked like a unit is a variable: "5 m" against "m + 4m".
      Node product = new Mul(List.of(one.value(), new Sym(one.unit())));
      return g == null ? comparison.match(gold, product) : comparison.match(product, prediction);
    }
    if (g != null && policy.units() == MathPolicy.Units.REQUIRED) {
      return comparison.decided("the unit is missing", false);
    }
    return comparison.match(g == null ? gold : g.value(), p == null ? prediction : p.value());
  }

  /** Returns whether a unit cannot be a variable: it has several letters, or the gold answer has no variable. */
  private static boolean one(Quantity quantity, @Nullable Node gold) {
    return quantity.unit().length() > 1 || gold == null || Trees.symbols(gold).isEmpty();
  }

  /** Compares degrees with radians, which differ by a factor with pi; null for other units. */
  private @Nullable Boolean angles(Quantity gold, Quantity prediction) {
    String g = angle(gold);
    String p = angle(prediction);
    if (g == null || p == null || g.equals(p)) {
      return null;
    }
    Node half = Num.of(180);
    Node value = p.equals("degree")
        ? new Div(new Mul(List.of(prediction.value(), Constant.PI)), half)
        : new Div(new Mul(List.of(prediction.value(), half)), Constant.PI);
    return comparison.match(gold.value(), value);
  }

  private static @Nullable String angle(Quantity quantity) {
    Map<String, Integer> dimensions = Units.of(quantity.unit()).dimensions();
    return dimensions.equals(Map.of("degree", 1))
        ? "degree"
        : dimensions.equals(Map.of("radian", 1)) ? "radian" : null;
  }

  private boolean percentages(Node gold, Node prediction) {
    Node g = gold instanceof Percent percent ? percent.of() : gold;
    Node p = prediction instanceof Percent percent ? percent.of() : prediction;
    boolean both = gold instanceof Percent && prediction instanceof Percent;
    if (both) {
      return comparison.match(g, p);
    }
    if (scalars.equal(gold, prediction)) {
      return true;
    }
    boolean sign = gold instanceof Percent && policy.percent() != MathPolicy.Percent.VALUE;
    // A bare number up to 1 is the value itself: 0.25 is no 0.25%.
    boolean allowed = sign || (policy.percent() == MathPolicy.Percent.EITHER && isAboveOne(gold));
    return allowed && comparison.match(g, p);
  }
}
