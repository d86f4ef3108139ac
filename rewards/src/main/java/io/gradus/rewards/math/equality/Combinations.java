package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Bracketed;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Pow;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Trees;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/**
 * Second reading of letters with two numbers: {@code C_{10}^3} and {@code C(10, 3)} as combinations, {@code P_8^3} and
 * {@code A_8^3} as arrangements.
 */
final class Combinations {
  private Combinations() {}

  /** Replaces such letters; returns the same object if there are none. */
  static Node read(Node node) {
    Node counted = counted(node);
    if (counted != null) {
      return counted;
    }
    boolean some = Trees.contains(node, n -> counted(n) != null);
    return some ? Trees.rebuild(node, Combinations::read) : node;
  }

  private static @Nullable Node counted(Node node) {
    if (node instanceof Pow pow
        && pow.base() instanceof Sym sym
        && sym.name().length() > 2
        && sym.name().charAt(1) == '_') {
      return count(sym.name().charAt(0), number(sym.name().substring(2)), pow.exponent());
    }
    if (node instanceof Mul product
        && product.factors().size() == 2
        && product.factors().get(0) instanceof Sym name
        && name.name().length() == 1
        && product.factors().get(1) instanceof Bracketed pair
        && pair.items().size() == 2
        && pair.open() == '('
        && pair.close() == ')') {
      return count(name.name().charAt(0), pair.items().get(0), pair.items().get(1));
    }
    return null;
  }

  private static @Nullable Node number(String digits) {
    boolean number = digits.length() < 7 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Num.of(Integer.parseInt(digits)) : new Sym(digits);
  }

  private static @Nullable Node count(char letter, @Nullable Node all, Node chosen) {
    if (all == null || "CPA".indexOf(letter) < 0 || !isCount(all) || !isCount(chosen)) {
      return null;
    }
    boolean known =
        all instanceof Num a && chosen instanceof Num b && a.value().compareTo(b.value()) < 0;
    if (known) {
      return null;
    }
    Node binomial = new Call("binom", List.of(all, chosen));
    return letter == 'C'
        ? binomial
        : new Mul(List.of(binomial, new Call("factorial", List.of(chosen))));
  }

  private static boolean isCount(Node node) {
    return node instanceof Sym
        || (node instanceof Num num
            && num.value().getDenominator().equals(BigFraction.ONE.getDenominator())
            && num.value().signum() >= 0);
  }
}
