package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Braced;
import io.gradus.rewards.math.expression.Node.Bracketed;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Matrix;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.PlusMinus;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Trees;
import java.util.ArrayList;
import java.util.List;

/** Brings different notations of points, vectors, matrices and signs into one shape. */
final class Shapes {
  private Shapes() {}

  /** Reads {@code P(1, 2)} as {@code P = (1, 2)}. */
  static Node point(Node node) {
    boolean named = node instanceof Mul product
        && product.factors().size() == 2
        && product.factors().get(0) instanceof Sym name
        && Character.isUpperCase(name.name().charAt(0))
        && product.factors().get(1) instanceof Bracketed point
        && point.open() == '('
        && point.close() == ')';
    return named ? new Chain(((Mul) node).factors(), List.of("=")) : node;
  }

  /** Reads rows in nested square brackets as a matrix. */
  static Node rows(Node node) {
    if (!(node instanceof Bracketed all) || all.open() != '[' || all.close() != ']') {
      return node;
    }
    List<List<Node>> rows = new ArrayList<>();
    for (Node item : all.items()) {
      boolean row = item instanceof Bracketed entries
          && entries.open() == '['
          && entries.close() == ']'
          && (rows.isEmpty() || rows.get(0).size() == entries.items().size());
      if (!row) {
        return node;
      }
      rows.add(Trees.children(item));
    }
    return new Matrix(List.copyOf(rows));
  }

  /** Reads a single row or column as the tuple of its entries. */
  static Node vector(Node node) {
    if (node instanceof Matrix m && (Matrices.rows(m) == 1 || Matrices.columns(m) == 1)) {
      List<Node> items = Trees.children(m);
      return items.size() == 1 ? items.get(0) : new Bracketed('<', '>', items);
    }
    return node;
  }

  /** Expands {@code a ± b} into two values; inside a list, into all values. */
  static Node expanded(Node node) {
    if (node instanceof Listing || node instanceof Braced) {
      List<Node> items = new ArrayList<>();
      for (Node item : Trees.children(node)) {
        if (Trees.contains(item, n -> n instanceof PlusMinus)) {
          items.add(Trees.signed(item, true));
          items.add(Trees.signed(item, false));
        } else {
          items.add(item);
        }
      }
      return node instanceof Braced
          ? new Braced(List.copyOf(items))
          : new Listing(List.copyOf(items));
    }
    if (node instanceof Chain chain && chain.relations().equals(List.of("="))) {
      return new Chain(
          List.of(chain.members().get(0), expanded(chain.members().get(1))), chain.relations());
    }
    return new Listing(List.of(Trees.signed(node, true), Trees.signed(node, false)));
  }
}
