package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.equality.Region.Edge;
import io.gradus.rewards.math.equality.Region.Segment;
import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Braced;
import io.gradus.rewards.math.expression.Node.Bracketed;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Constant;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.SetOperation;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.numbers.complex.Complex;
import org.jspecify.annotations.Nullable;

/** Reads intervals, unions, sets of numbers and inequalities in one variable as sets of real numbers. */
final class Regions {
  private static final int MAX_POINTS = 200;

  private Regions() {}

  /** Returns whether a node can only be a set, so that the other side is read as a set too. */
  static boolean isRegion(Node node) {
    if (node instanceof SetOperation) {
      return true;
    }
    if (node instanceof Named named) {
      return named.name().equals("reals");
    }
    if (node instanceof Bracketed b && b.items().size() == 2) {
      return b.open() != '(' || b.close() != ')';
    }
    if (node instanceof Add add) {
      return add.terms().get(0) instanceof Named;
    }
    return node instanceof Chain chain && chain.relations().stream().allMatch(Regions::isOrder);
  }

  private static boolean isOrder(String relation) {
    return relation.startsWith("<") || relation.startsWith(">") || relation.equals("!=");
  }

  /** Reads a node as a set of real numbers; null if it is not such a set. */
  static @Nullable Region of(Node node) {
    if (node instanceof Named named) {
      return switch (named.name()) {
        case "reals" -> Region.reals(null);
        case "empty" -> Region.of(null, List.of());
        default -> null;
      };
    }
    if (node instanceof Bracketed bracketed) {
      return interval(bracketed);
    }
    if (node instanceof Braced braced) {
      return points(braced.items());
    }
    if (node instanceof Listing listing) {
      return points(listing.items());
    }
    if (node instanceof SetOperation operation) {
      return combined(operation);
    }
    if (node instanceof Add add
        && add.terms().size() == 2
        && add.terms().get(1) instanceof Neg neg) {
      Region all = add.terms().get(0) instanceof Named ? of(add.terms().get(0)) : null;
      Region without = all == null ? null : of(neg.of());
      return all == null || without == null ? null : all.minus(without);
    }
    return node instanceof Chain chain ? conditions(chain) : null;
  }

  private static @Nullable Region combined(SetOperation operation) {
    Region left = of(operation.left());
    Region right = left == null ? null : of(operation.right());
    if (left == null || right == null) {
      return null;
    }
    boolean conditions = left.variable() != null && right.variable() != null;
    if (conditions && !String.valueOf(left.variable()).equals(right.variable())) {
      return null;
    }
    if (left.segments().size() * right.segments().size() > MAX_POINTS * MAX_POINTS) {
      return null;
    }
    return switch (operation.operation()) {
      case "union" -> left.union(right);
      case "minus" -> left.minus(right);
      // "x < -2 and x > 2" and "x < -2, x > 2" mean the union, because their intersection is empty.
      default -> {
        Region both = left.intersection(right);
        yield both.isEmpty() && conditions ? left.union(right) : both;
      }
    };
  }

  private static @Nullable Region points(List<Node> items) {
    if (items.size() > MAX_POINTS) {
      return null;
    }
    List<Segment> segments = new ArrayList<>();
    for (Node item : items) {
      Edge edge = edge(item, true);
      if (edge == null || edge.node() == null) {
        return null;
      }
      segments.add(new Segment(edge, edge));
    }
    return Region.of(null, segments);
  }

  private static @Nullable Region interval(Bracketed bracketed) {
    boolean brackets = bracketed.items().size() == 2 && bracketed.open() != '<';
    Edge low = brackets ? edge(bracketed.items().get(0), bracketed.open() == '[') : null;
    Edge high = low == null ? null : edge(bracketed.items().get(1), bracketed.close() == ']');
    if (low == null || high == null || low.value() > high.value()) {
      return null;
    }
    return Region.of(null, List.of(new Segment(low, high)));
  }

  private static @Nullable Edge edge(Node node, boolean closed) {
    if (node == Constant.INFINITY) {
      return Region.PLUS_INFINITY;
    }
    if (node instanceof Neg neg && neg.of() == Constant.INFINITY) {
      return Region.MINUS_INFINITY;
    }
    if (!Trees.symbols(node).isEmpty()) {
      return null;
    }
    Complex value = Scalars.approximate(node);
    return value == null || Math.abs(value.imag()) > 1e-12 * Math.max(1, value.abs())
        ? null
        : new Edge(node, value.real(), closed);
  }

  // ---------------------------------------------------------------------------------------------------- conditions

  private static @Nullable Region conditions(Chain chain) {
    Region all = null;
    for (int i = 0; i < chain.relations().size(); i++) {
      Region one = condition(
          chain.members().get(i), chain.relations().get(i), chain.members().get(i + 1));
      if (one == null) {
        return null;
      }
      if (all != null && !String.valueOf(all.variable()).equals(one.variable())) {
        return null;
      }
      all = all == null ? one : all.intersection(one);
    }
    return all;
  }

  private static @Nullable Region condition(Node left, String relation, Node right) {
    if (relation.equals("in") || relation.equals("notin")) {
      Region set = of(right);
      if (set == null) {
        return null;
      }
      Region named = new Region(set.segments(), name(left));
      return relation.equals("in") ? named : named.complement();
    }
    if (!isOrder(relation)) {
      return null;
    }
    Set<String> variables = Trees.symbols(left);
    variables.addAll(Trees.symbols(right));
    if (variables.isEmpty()) {
      return null;
    }
    if (Trees.symbols(right).isEmpty()) {
      Region absolute = absolute(left, relation, right);
      if (absolute != null) {
        return absolute;
      }
    }
    if (variables.size() == 1) {
      Region linear = linear(left, relation, right, variables.iterator().next());
      if (linear != null) {
        return linear;
      }
    }
    // Any one expression may be the variable: 0 < f(x) < 1.
    if (Trees.symbols(right).isEmpty()) {
      return half(name(left), relation, right);
    }
    return Trees.symbols(left).isEmpty() ? half(name(right), flipped(relation), left) : null;
  }

  private static String name(Node variable) {
    return variable instanceof Sym sym ? sym.name() : variable.toString();
  }

  private static @Nullable Region half(String variable, String relation, Node bound) {
    Edge edge = edge(bound, relation.endsWith("="));
    if (edge == null) {
      return null;
    }
    if (edge.node() == null) {
      boolean all = (edge.value() > 0) == relation.startsWith("<");
      return all && !relation.equals("!=") ? Region.reals(variable) : null;
    }
    if (relation.equals("!=")) {
      Edge point = new Edge(bound, edge.value(), true);
      return Region.of(variable, List.of(new Segment(point, point))).complement();
    }
    return Region.of(
        variable,
        List.of(
            relation.startsWith("<")
                ? new Segment(Region.MINUS_INFINITY, edge)
                : new Segment(edge, Region.PLUS_INFINITY)));
  }

  private static String flipped(String relation) {
    return switch (relation.charAt(0)) {
      case '<' -> ">" + relation.substring(1);
      case '>' -> "<" + relation.substring(1);
      default -> relation;
    };
  }

  /** Reads {@code |u| > c} as two conditions on u. */
  private static @Nullable Region absolute(Node left, String relation, Node bound) {
    if (!(left instanceof Call call) || !call.function().equals("abs") || relation.equals("!=")) {
      return null;
    }
    Node inner = call.arguments().get(0);
    boolean outside = relation.startsWith(">");
    Region above =
        condition(inner, outside ? relation : flipped(relation), outside ? bound : new Neg(bound));
    Region below =
        condition(inner, outside ? flipped(relation) : relation, outside ? new Neg(bound) : bound);
    if (above == null || below == null) {
      return null;
    }
    return outside ? above.union(below) : above.intersection(below);
  }

  /** Solves a linear condition from the difference of its sides at 0, 1, 2 and -7. */
  private static @Nullable Region linear(Node left, String relation, Node right, String variable) {
    if (left instanceof Sym) {
      return Trees.symbols(right).isEmpty() ? half(variable, relation, right) : null;
    }
    if (right instanceof Sym) {
      return Trees.symbols(left).isEmpty() ? half(variable, flipped(relation), left) : null;
    }
    Node difference = new Add(List.of(left, new Neg(right)));
    Node atZero = Trees.substitute(difference, variable, Num.of(0));
    Node atOne = Trees.substitute(difference, variable, Num.of(1));
    Complex zero = Scalars.approximate(atZero);
    Complex one = Scalars.approximate(atOne);
    Complex two = Scalars.approximate(Trees.substitute(difference, variable, Num.of(2)));
    Complex far = Scalars.approximate(Trees.substitute(difference, variable, Num.of(-7)));
    if (zero == null || one == null || two == null || far == null) {
      return null;
    }
    double slope = one.real() - zero.real();
    double size = Math.max(1, Math.abs(zero.real()) + Math.abs(one.real()));
    boolean straight = Math.abs(two.real() - one.real() - slope) < 1e-9 * size
        && Math.abs(far.real() - (zero.real() - 7 * slope)) < 1e-9 * size
        && zero.imag() == 0
        && one.imag() == 0;
    if (!straight || Math.abs(slope) < 1e-12 * size) {
      return null;
    }
    Node rise = new Add(List.of(atOne, new Neg(atZero)));
    Node root = new Neg(new Div(atZero, rise));
    return half(variable, slope > 0 ? relation : flipped(relation), root);
  }
}
