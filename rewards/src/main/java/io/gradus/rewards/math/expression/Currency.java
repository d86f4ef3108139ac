package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Quantity;
import io.gradus.rewards.math.vocabulary.Units;
import org.jspecify.annotations.Nullable;

/** Reads a currency sign as a unit if the answer is one amount. */
final class Currency {
  private static final String SIGNS = "€£¥₹¢￠";
  private static final String[] NAMES = {"euro", "sterling", "¥", "rupee", "cent", "cent"};

  private Currency() {}

  /** Adds the unit to an amount if the text has one sign; otherwise returns the node unchanged. */
  static Node named(String raw, String cleaned, Node node) {
    String name = sign(raw, cleaned);
    if (name == null) {
      return node;
    }
    if (node instanceof Quantity quantity) {
      // "$35 USD" names its currency twice.
      Units.Measure sign = Units.of(name);
      return Units.of(quantity.unit())
              .dimensions()
              .keySet()
              .containsAll(sign.dimensions().keySet())
          ? node
          : new Quantity(quantity.value(), name + " " + quantity.unit());
    }
    return isAmount(node) ? new Quantity(node, name) : node;
  }

  private static boolean isAmount(Node node) {
    return node instanceof Num
        || (node instanceof Neg neg && isAmount(neg.of()))
        || (node instanceof Mul product
            && product.factors().stream().allMatch(Num.class::isInstance));
  }

  /** Returns the currency of the only sign; null if there is none or several. */
  private static @Nullable String sign(String raw, String cleaned) {
    int signs = 0;
    String name = null;
    for (int i = 0; i < cleaned.length(); i++) {
      char c = cleaned.charAt(i);
      int at = SIGNS.indexOf(c);
      if (at >= 0) {
        signs++;
        name = NAMES[at];
      } else if (c == '$' && i > 0 && cleaned.charAt(i - 1) == '\\') {
        signs++;
        name = "dollar";
      }
    }
    // A single dollar is no delimiter of a formula.
    int dollar = signs == 0 ? raw.indexOf('$') : -1;
    boolean money = dollar >= 0
        && raw.indexOf('$', dollar + 1) < 0
        && dollar + 1 < raw.length()
        && NumberScanner.isDigit(raw.charAt(dollar + 1));
    return money ? "dollar" : signs == 1 ? name : null;
  }
}
