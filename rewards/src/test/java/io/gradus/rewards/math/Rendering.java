package io.gradus.rewards.math;

import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Braced;
import io.gradus.rewards.math.expression.Node.Bracketed;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Constant;
import io.gradus.rewards.math.expression.Node.Degrees;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Matrix;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Percent;
import io.gradus.rewards.math.expression.Node.Pow;
import io.gradus.rewards.math.expression.Node.SetOperation;
import io.gradus.rewards.math.expression.Node.Sym;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a tree as LaTeX again, with every bracket, so that what was read can be read once more. */
final class Rendering {
  private Rendering() {}

  /** The formula, or null for the kinds that are compared as written. */
  static @Nullable String of(Node node) {
    if (node instanceof Num n) {
      return n.value().getDenominator().bitLength() == 1
          ? n.value().getNumerator().toString()
          : n.decimal()
              ? n.value().bigDecimalValue(n.places(), RoundingMode.HALF_EVEN).toPlainString()
              : "\\frac{%s}{%s}".formatted(n.value().getNumerator(), n.value().getDenominator());
    } else if (node instanceof Sym n) {
      int script = n.name().indexOf('_');
      return script < 0
          ? n.name() + " "
          : n.name().substring(0, script) + "_{" + n.name().substring(script + 1) + "}";
    } else if (node instanceof Constant n) {
      return switch (n) {
        case PI -> "\\pi ";
        case E -> "e";
        case I -> "i";
        case INFINITY -> "\\infty ";
      };
    } else if (node instanceof Neg n) {
      return wrap("-", n.of(), "");
    } else if (node instanceof Add n) {
      return join(n.terms(), "+", true);
    } else if (node instanceof Mul n) {
      return join(n.factors(), " \\cdot ", true);
    } else if (node instanceof Div n) {
      return two("\\frac{%s}{%s}", n.over(), n.under());
    } else if (node instanceof Pow n) {
      return two("\\left(%s\\right)^{%s}", n.base(), n.exponent());
    } else if (node instanceof Percent n) {
      return wrap("", n.of(), "\\%");
    } else if (node instanceof Degrees n) {
      return wrap("", n.of(), "^\\circ");
    } else if (node instanceof Call n) {
      return call(n);
    } else if (node instanceof Bracketed n) {
      String items = join(n.items(), ",", false);
      return items == null || n.open() == '<' ? null : n.open() + items + n.close();
    } else if (node instanceof Braced n) {
      String items = join(n.items(), ",", false);
      return items == null ? null : "\\{" + items + "\\}";
    } else if (node instanceof Listing n) {
      return join(n.items(), ",", false);
    } else if (node instanceof SetOperation n && n.operation().equals("union")) {
      return two("%s \\cup %s", n.left(), n.right());
    } else if (node instanceof Chain n && n.relations().equals(List.of("="))) {
      return two("%s = %s", n.members().get(0), n.members().get(1));
    } else if (node instanceof Matrix n) {
      List<@Nullable String> rows =
          n.rows().stream().map(row -> join(row, " & ", false)).toList();
      return rows.contains(null)
          ? null
          : "\\begin{pmatrix}" + String.join(" \\\\ ", rows) + "\\end{pmatrix}";
    }
    return null;
  }

  private static @Nullable String call(Call call) {
    String arguments = join(call.arguments(), ",", false);
    if (arguments == null) {
      return null;
    }
    return switch (call.function()) {
      case "sqrt" -> "\\sqrt{" + arguments + "}";
      case "factorial" -> "(" + arguments + ")!";
      case "abs" -> "\\left|" + arguments + "\\right|";
      case "sin", "cos", "tan", "ln" -> "\\" + call.function() + "\\left(" + arguments + "\\right)";
      default -> null;
    };
  }

  private static @Nullable String wrap(String before, Node node, String after) {
    String inner = of(node);
    return inner == null ? null : before + "\\left(" + inner + "\\right)" + after;
  }

  private static @Nullable String two(String format, Node a, Node b) {
    String left = of(a);
    String right = of(b);
    return left == null || right == null ? null : format.formatted(left, right);
  }

  private static @Nullable String join(List<Node> nodes, String separator, boolean brackets) {
    StringBuilder joined = new StringBuilder();
    for (Node node : nodes) {
      String one = brackets ? wrap("", node, "") : of(node);
      if (one == null) {
        return null;
      }
      joined.append(joined.isEmpty() ? "" : separator).append(one);
    }
    return joined.toString();
  }
}
