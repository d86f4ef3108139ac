package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Bracketed;
import io.gradus.rewards.math.expression.Node.Constant;
import io.gradus.rewards.math.expression.Node.Matrix;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code 3i - 4j} in unit vectors as the vector of its components. */
final class UnitVectors {
  private static final String MARK = "_vector";
  private static final List<String> NAMES = List.of("i" + MARK, "j" + MARK, "k" + MARK);

  private UnitVectors() {}

  /** Returns whether the node has a unit vector that is bold or has a hat. */
  static boolean isIn(Node node) {
    return Trees.contains(node, n -> n instanceof Sym sym && NAMES.contains(sym.name()));
  }

  /** Reads plain {@code i, j, k} as unit vectors if the other answer marks unit vectors and this one does not. */
  static Node marked(Node node, Node other) {
    boolean plain = Trees.contains(
        node, n -> n instanceof Sym sym && (sym.name().equals("j") || sym.name().equals("k")));
    if (!plain || !isIn(other) || isIn(node)) {
      return node;
    }
    return mark(node);
  }

  private static Node mark(Node node) {
    if (node == Constant.I) {
      return new Sym(NAMES.get(0));
    }
    if (node instanceof Sym sym && (sym.name().equals("j") || sym.name().equals("k"))) {
      return new Sym(sym.name() + MARK);
    }
    return Trees.rebuild(node, UnitVectors::mark);
  }

  /**
   * Reads a sum of unit vectors as a vector.
   *
   * @param other the other answer; its number of entries decides whether a third component of 0 is added
   * @return null if the node is not such a sum, or the other answer is not a vector
   */
  static @Nullable Node components(Node node, Node other, Scalars scalars) {
    int size = other instanceof Bracketed tuple
        ? tuple.items().size()
        : other instanceof Matrix m && (Matrices.rows(m) == 1 || Matrices.columns(m) == 1)
            ? Trees.children(m).size()
            : 0;
    if (size < 2 || size > 3 || !isIn(node)) {
      return null;
    }
    List<Node> components = new ArrayList<>();
    List<Node> terms = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      Node component = node;
      for (int j = 0; j < NAMES.size(); j++) {
        component = Trees.substitute(component, NAMES.get(j), Num.of(i == j ? 1 : 0));
      }
      components.add(component);
      terms.add(new Mul(List.of(component, new Sym(NAMES.get(i)))));
    }
    // If the node equals the sum of its components, it is linear and has no other terms.
    if (!scalars.equal(new Add(List.copyOf(terms)), node)) {
      return null;
    }
    Set<String> named = Trees.symbols(node);
    if (size == 2 && named.contains(NAMES.get(2))) {
      return null;
    }
    return new Bracketed('<', '>', List.copyOf(components.subList(0, size)));
  }
}
