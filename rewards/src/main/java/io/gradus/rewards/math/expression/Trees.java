package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Apply;
import io.gradus.rewards.math.expression.Node.Braced;
import io.gradus.rewards.math.expression.Node.Bracketed;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Congruence;
import io.gradus.rewards.math.expression.Node.Degrees;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Matrix;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Percent;
import io.gradus.rewards.math.expression.Node.Piecewise;
import io.gradus.rewards.math.expression.Node.PlusMinus;
import io.gradus.rewards.math.expression.Node.Pow;
import io.gradus.rewards.math.expression.Node.Quantity;
import io.gradus.rewards.math.expression.Node.Ratio;
import io.gradus.rewards.math.expression.Node.Series;
import io.gradus.rewards.math.expression.Node.SetOperation;
import io.gradus.rewards.math.expression.Node.Sym;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Walks over trees. */
public final class Trees {
  private Trees() {}

  /** Returns the children of a node. */
  public static List<Node> children(Node node) {
    if (node instanceof Add n) {
      return n.terms();
    } else if (node instanceof Mul n) {
      return n.factors();
    } else if (node instanceof Neg n) {
      return List.of(n.of());
    } else if (node instanceof Div n) {
      return List.of(n.over(), n.under());
    } else if (node instanceof Pow n) {
      return List.of(n.base(), n.exponent());
    } else if (node instanceof Call n) {
      return n.arguments();
    } else if (node instanceof Apply n) {
      return n.arguments();
    } else if (node instanceof Series n) {
      return List.of(n.from(), n.to(), n.body());
    } else if (node instanceof PlusMinus n) {
      return List.of(n.left(), n.right());
    } else if (node instanceof Percent n) {
      return List.of(n.of());
    } else if (node instanceof Degrees n) {
      return List.of(n.of());
    } else if (node instanceof Quantity n) {
      return List.of(n.value());
    } else if (node instanceof Matrix n) {
      return n.rows().stream().flatMap(List::stream).toList();
    } else if (node instanceof Bracketed n) {
      return n.items();
    } else if (node instanceof Braced n) {
      return n.items();
    } else if (node instanceof Listing n) {
      return n.items();
    } else if (node instanceof SetOperation n) {
      return List.of(n.left(), n.right());
    } else if (node instanceof Chain n) {
      return n.members();
    } else if (node instanceof Ratio n) {
      return n.parts();
    } else if (node instanceof Congruence n) {
      return List.of(n.value(), n.modulus());
    } else if (node instanceof Piecewise n) {
      return Stream.concat(n.values().stream(), n.conditions().stream()).toList();
    }
    return List.of();
  }

  /** Rebuilds a node with each child replaced. */
  public static Node rebuild(Node node, UnaryOperator<Node> with) {
    if (node instanceof Add n) {
      return new Add(all(n.terms(), with));
    } else if (node instanceof Mul n) {
      return new Mul(all(n.factors(), with));
    } else if (node instanceof Neg n) {
      return new Neg(with.apply(n.of()));
    } else if (node instanceof Div n) {
      return new Div(with.apply(n.over()), with.apply(n.under()));
    } else if (node instanceof Pow n) {
      return new Pow(with.apply(n.base()), with.apply(n.exponent()));
    } else if (node instanceof Call n) {
      return new Call(n.function(), all(n.arguments(), with));
    } else if (node instanceof Apply n) {
      return new Apply(n.name(), all(n.arguments(), with));
    } else if (node instanceof Series n) {
      return new Series(
          n.operation(),
          n.variable(),
          with.apply(n.from()),
          with.apply(n.to()),
          with.apply(n.body()));
    } else if (node instanceof PlusMinus n) {
      return new PlusMinus(with.apply(n.left()), with.apply(n.right()), n.minusFirst());
    } else if (node instanceof Percent n) {
      return new Percent(with.apply(n.of()));
    } else if (node instanceof Degrees n) {
      return new Degrees(with.apply(n.of()));
    } else if (node instanceof Quantity n) {
      return new Quantity(with.apply(n.value()), n.unit());
    } else if (node instanceof Matrix n) {
      return new Matrix(n.rows().stream().map(row -> all(row, with)).toList());
    } else if (node instanceof Bracketed n) {
      return new Bracketed(n.open(), n.close(), all(n.items(), with));
    } else if (node instanceof Braced n) {
      return new Braced(all(n.items(), with));
    } else if (node instanceof Listing n) {
      return new Listing(all(n.items(), with));
    } else if (node instanceof SetOperation n) {
      return new SetOperation(n.operation(), with.apply(n.left()), with.apply(n.right()));
    } else if (node instanceof Chain n) {
      return new Chain(all(n.members(), with), n.relations());
    } else if (node instanceof Ratio n) {
      return new Ratio(all(n.parts(), with), n.clock());
    } else if (node instanceof Congruence n) {
      return new Congruence(with.apply(n.value()), with.apply(n.modulus()));
    } else if (node instanceof Piecewise n) {
      return new Piecewise(all(n.values(), with), all(n.conditions(), with));
    }
    return node;
  }

  private static List<Node> all(List<Node> nodes, UnaryOperator<Node> with) {
    List<Node> result = new ArrayList<>(nodes.size());
    for (Node node : nodes) {
      result.add(with.apply(node));
    }
    return List.copyOf(result);
  }

  /** Length of the longest path, counted without recursion, because the result decides whether others may recurse. */
  static int depth(Node root) {
    record Visit(Node node, int depth) {}
    Deque<Visit> open = new ArrayDeque<>();
    open.push(new Visit(root, 1));
    int deepest = 0;
    while (!open.isEmpty()) {
      Visit visit = open.pop();
      deepest = Math.max(deepest, visit.depth());
      for (Node child : children(visit.node())) {
        open.push(new Visit(child, visit.depth() + 1));
      }
    }
    return deepest;
  }

  /** Returns whether a node of the tree meets a condition. */
  public static boolean contains(Node root, Predicate<Node> such) {
    if (such.test(root)) {
      return true;
    }
    for (Node child : children(root)) {
      if (contains(child, such)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the variables, except those that a sum binds. */
  public static Set<String> symbols(Node root) {
    Set<String> found = new TreeSet<>();
    collect(root, found);
    return found;
  }

  private static void collect(Node node, Set<String> found) {
    if (node instanceof Sym sym) {
      found.add(sym.name());
    } else if (node instanceof Series series) {
      Set<String> inner = symbols(series.body());
      inner.remove(series.variable());
      found.addAll(inner);
      collect(series.from(), found);
      collect(series.to(), found);
    } else {
      for (Node child : children(node)) {
        collect(child, found);
      }
      if (node instanceof Apply apply) {
        found.add(apply.name());
      }
    }
  }

  /** Replaces a variable in a tree. */
  public static Node substitute(Node node, String variable, Node value) {
    if (node instanceof Sym sym) {
      return sym.name().equals(variable) ? value : node;
    }
    return rebuild(node, child -> substitute(child, variable, value));
  }

  /** Replaces every ± by plus and ∓ by minus, or the other way round. */
  public static Node signed(Node node, boolean plus) {
    if (node instanceof PlusMinus sign) {
      Node right = signed(sign.right(), plus);
      Node left = signed(sign.left(), plus);
      Node summand = plus != sign.minusFirst() ? right : new Neg(right);
      return left instanceof Num zero && zero.value().isZero()
          ? summand
          : new Add(List.of(left, summand));
    }
    return rebuild(node, child -> signed(child, plus));
  }
}
