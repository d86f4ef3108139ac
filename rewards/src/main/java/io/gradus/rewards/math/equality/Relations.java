package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Apply;
import io.gradus.rewards.math.expression.Node.Bracketed;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Ratio;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Trees;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares equations, and recognises equations that only name a value. */
final class Relations {
  /**
   * Value of a chain of equations, perhaps with a name.
   *
   * @param label the name of the value, or null
   * @param rough an approximate value from a {@code ≈}, or null
   */
  record Valued(@Nullable Node label, Node value, @Nullable Node rough) {}

  private Relations() {}

  /** Reads the value of a chain; null if the chain is a real equation or an inequality. */
  static @Nullable Valued valued(Chain chain) {
    List<Node> members = chain.members();
    List<String> relations = chain.relations();
    int end = relations.size();
    Node rough = null;
    while (end > 0 && relations.get(end - 1).equals("~")) {
      rough = members.get(end);
      end--;
    }
    for (int i = 0; i < end; i++) {
      String relation = relations.get(i);
      if (!relation.equals("=")
          && !relation.equals("~")
          && !relation.equals("in")
          && !relation.equals("equiv")) {
        return null;
      }
    }
    Node first = members.get(0);
    if (end == 0) {
      // "x ≈ 3" gives x roughly; "\sqrt{2} ≈ 1.41" gives the root.
      return isLabel(first)
          ? new Valued(first, members.get(members.size() - 1), null)
          : new Valued(null, first, rough);
    }
    Node last = members.get(end);
    if (isLabel(first) || !relations.get(0).equals("=")) {
      return new Valued(first, last, rough);
    }
    if (end >= 2 || (isConstant(first) && isConstant(last))) {
      return new Valued(null, last, rough);
    }
    return isConstant(first) && isLabel(last) ? new Valued(last, first, rough) : null;
  }

  private static boolean isConstant(Node node) {
    return Trees.symbols(node).isEmpty() && !(node instanceof Chain);
  }

  /**
   * Returns whether a node is a name: a variable, {@code f(x)}, a tuple of variables, or a ratio of geometric things
   * like {@code AB:CD}.
   */
  static boolean isLabel(Node node) {
    if (node instanceof Sym || node instanceof Apply) {
      return true;
    }
    if (node instanceof Bracketed tuple) {
      return tuple.items().stream().allMatch(Relations::isLabel);
    }
    if (node instanceof Listing listing) {
      return listing.items().stream().allMatch(Relations::isLabel);
    }
    if (node instanceof Ratio ratio) {
      return ratio.parts().stream().allMatch(p -> p instanceof Sym || isGeometric(p));
    }
    return isGeometric(node);
  }

  private static boolean isGeometric(Node node) {
    if (node instanceof Div div) {
      return isGeometric(div.over()) && isGeometric(div.under());
    }
    if (node instanceof Mul mul) {
      return mul.factors().stream().allMatch(Relations::isGeometric);
    }
    return node instanceof Sym sym
        && (sym.name().length() > 2 || Character.isUpperCase(sym.name().charAt(0)));
  }

  /** Returns whether two names mean the same thing; the arguments of a function may have any name. */
  static boolean sameLabel(@Nullable Node a, @Nullable Node b) {
    if (a == null || b == null) {
      return true;
    }
    if (a instanceof Apply f && b instanceof Apply g) {
      return f.name().equals(g.name());
    }
    if (a instanceof Apply f && b instanceof Sym sym) {
      return isNamed(f, sym);
    }
    if (b instanceof Apply g && a instanceof Sym sym) {
      return isNamed(g, sym);
    }
    if (a instanceof Sym x && b instanceof Sym y) {
      return x.name().equals(y.name())
          || y.name().startsWith(x.name() + "_")
          || x.name().startsWith(y.name() + "_");
    }
    return a.equals(b);
  }

  /** Returns whether a name is the function's own name, or {@code y} for a function of {@code x}. */
  private static boolean isNamed(Apply function, Sym name) {
    return function.name().equals(name.name())
        || (name.name().equals("y") && function.arguments().equals(List.of(new Sym("x"))));
  }

  /** Subtracts the right side of an equation from the left; null if the node is not an equation. */
  static @Nullable Node difference(Node node) {
    if (node instanceof Chain chain && chain.relations().equals(List.of("="))) {
      return new Add(List.of(chain.members().get(0), new Neg(chain.members().get(1))));
    }
    return null;
  }

  /** Reads the relations from the other end. */
  static Chain reversed(Chain chain) {
    List<Node> members = new ArrayList<>(chain.members());
    java.util.Collections.reverse(members);
    List<String> relations = new ArrayList<>();
    for (int i = chain.relations().size() - 1; i >= 0; i--) {
      String relation = chain.relations().get(i);
      relations.add(
          relation.startsWith("<")
              ? relation.replace('<', '>')
              : relation.startsWith(">") ? relation.replace('>', '<') : relation);
    }
    return new Chain(List.copyOf(members), List.copyOf(relations));
  }

  /** Returns whether two equations differ only by a constant factor. */
  static boolean proportional(Node gold, Node prediction, Scalars scalars) {
    if (Trees.symbols(gold).isEmpty() || !Trees.symbols(gold).equals(Trees.symbols(prediction))) {
      return false;
    }
    Long a = Scalars.residue(Residues.FIRST, gold);
    Long b = Scalars.residue(Residues.FIRST, prediction);
    if (a != null && b != null) {
      // The factor at one point must be the factor everywhere: compare at a point with every
      // variable moved.
      Node movedGold = moved(gold);
      Node movedPrediction = moved(prediction);
      return a != 0
          && b != 0
          && scalars.equal(
              new Mul(List.of(gold, movedPrediction)), new Mul(List.of(prediction, movedGold)));
    }
    return scalars.equal(gold, prediction) || scalars.equal(gold, new Neg(prediction));
  }

  private static Node moved(Node node) {
    Node result = node;
    for (String variable : Trees.symbols(node)) {
      result = Trees.substitute(result, variable, new Sym(variable + " moved"));
    }
    return result;
  }

  /** Groups assignments that repeat the same variables into tuples: {@code p=5, q=2; p=7, q=2}. */
  static Node grouped(List<Node> items) {
    List<Node> flat = new ArrayList<>();
    for (Node item : items) {
      if (item instanceof Listing listing) {
        flat.addAll(listing.items());
      } else {
        flat.add(item);
      }
    }
    int period = period(flat);
    if (period < 2 || period == flat.size()) {
      return new Listing(List.copyOf(items));
    }
    List<Node> tuples = new ArrayList<>();
    for (int i = 0; i < flat.size(); i += period) {
      List<Node> values = new ArrayList<>();
      for (int j = i; j < i + period; j++) {
        values.add(((Chain) flat.get(j)).members().get(1));
      }
      tuples.add(new Bracketed('(', ')', List.copyOf(values)));
    }
    return new Listing(List.copyOf(tuples));
  }

  /** Counts the assignments until the variables repeat; 0 if the items are not assignments. */
  private static int period(List<Node> items) {
    List<Node> labels = new ArrayList<>();
    for (Node item : items) {
      if (!(item instanceof Chain chain)
          || !chain.relations().equals(List.of("="))
          || !(chain.members().get(0) instanceof Sym)) {
        return 0;
      }
      labels.add(chain.members().get(0));
    }
    int period = labels.lastIndexOf(labels.get(0)) == 0
        ? labels.size()
        : labels.subList(1, labels.size()).indexOf(labels.get(0)) + 1;
    if (period == 0 || labels.size() % period != 0) {
      return 0;
    }
    for (int i = 0; i < labels.size(); i++) {
      if (!labels.get(i).equals(labels.get(i % period))) {
        return 0;
      }
    }
    return period;
  }
}
