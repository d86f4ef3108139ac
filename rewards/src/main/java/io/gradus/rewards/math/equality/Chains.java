package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.equality.Relations.Valued;
import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Congruence;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares equations, inequalities and congruences. */
final class Chains {
  private final Comparison comparison;
  private final Collections collections;
  private final Scalars scalars;

  Chains(Comparison comparison, Collections collections, Scalars scalars) {
    this.comparison = comparison;
    this.collections = collections;
    this.scalars = scalars;
  }

  /** Compares two answers, if at least one is a relation; null if they must be compared as sets. */
  @Nullable
  Boolean equal(Node gold, Node prediction) {
    if (gold instanceof Chain a && prediction instanceof Chain b && congruent(a, b)) {
      return comparison.decided("the same congruence", true);
    }
    Valued g = gold instanceof Chain chain ? Relations.valued(chain) : new Valued(null, gold, null);
    Valued p = prediction instanceof Chain chain
        ? Relations.valued(chain)
        : new Valued(null, prediction, null);
    if (g != null && p != null) {
      if (Relations.sameLabel(g.label(), p.label())) {
        return values(g, p);
      }
    } else if (isSet(gold) || isSet(prediction)) {
      return null;
    }
    Node left = Relations.difference(gold);
    Node right = Relations.difference(prediction);
    if (left != null && right != null) {
      return comparison.decided(
          "proportional equations", Relations.proportional(left, right, scalars));
    }
    if (gold instanceof Chain a && prediction instanceof Chain b && g == null && p == null) {
      return relationwise(a, b);
    }
    return comparison.decided("one is an equation, the other is not", false);
  }

  private boolean values(Valued gold, Valued prediction) {
    if (comparison.match(gold.value(), prediction.value())) {
      return true;
    }
    Node rough = prediction.rough();
    boolean decimal = gold.value() instanceof Num num && num.decimal();
    return rough != null
        && decimal
        && scalarsClose(prediction.value(), rough)
        && comparison.match(gold.value(), rough);
  }

  private boolean scalarsClose(Node value, Node rough) {
    var a = Scalars.approximate(value);
    var b = Scalars.approximate(rough);
    return a != null && b != null && a.subtract(b).abs() <= 0.01 * b.abs();
  }

  private static boolean isSet(Node node) {
    return Regions.isRegion(node) || (node instanceof Chain chain && Regions.of(chain) != null);
  }

  /** Compares relation by relation, forwards or backwards: {@code a < b < c} equals {@code c > b > a}. */
  boolean relationwise(Chain gold, Chain prediction) {
    return comparison.decided(
        "relation by relation",
        inOrder(gold, prediction) || inOrder(gold, Relations.reversed(prediction)));
  }

  private boolean inOrder(Chain a, Chain b) {
    if (!a.relations().equals(b.relations())) {
      return false;
    }
    if (collections.all(a.members(), b.members())) {
      return true;
    }
    if (a.relations().size() != 1) {
      return false;
    }
    // "x > y" and "x - y > 0": one side minus the other, up to a positive factor.
    Node left = new Add(List.of(a.members().get(0), new Neg(a.members().get(1))));
    Node right = new Add(List.of(b.members().get(0), new Neg(b.members().get(1))));
    return scalars.equal(left, right)
        || (a.relations().get(0).equals("!=") && scalars.equal(left, new Neg(right)));
  }

  /** {@code a \equiv b \pmod{m}}: equal moduli, and differences that are equal up to their sign. */
  private boolean congruent(Chain gold, Chain prediction) {
    List<String> equivalent = List.of("equiv");
    if (!gold.relations().equals(equivalent) || !prediction.relations().equals(equivalent)) {
      return false;
    }
    if (!(gold.members().get(1) instanceof Congruence g)
        || !(prediction.members().get(1) instanceof Congruence p)
        || !scalars.equal(g.modulus(), p.modulus())) {
      return false;
    }
    Node left = new Add(List.of(gold.members().get(0), new Neg(g.value())));
    Node right = new Add(List.of(prediction.members().get(0), new Neg(p.value())));
    return scalars.equal(left, right) || scalars.equal(left, new Neg(right));
  }
}
