package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Matrix;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Pow;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Trees;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Computes sums, products, transposes and determinants of matrices that are written out, entry by entry. */
final class Matrices {
  private static final int MAX_ENTRIES = 144;
  private static final int MAX_DETERMINANT = 5;
  private static final int MAX_PRODUCTS = 6;

  private int products;

  /** Does the matrix arithmetic of a node as far as possible. */
  static Node worked(Node node) {
    if (!Trees.contains(node, n -> n instanceof Matrix)) {
      return node;
    }
    return new Matrices().work(node);
  }

  private Node work(Node node) {
    if (node instanceof Matrix) {
      return node;
    }
    Node inner = Trees.rebuild(node, this::work);
    Node result = null;
    if (inner instanceof Add add) {
      result = sum(add.terms());
    } else if (inner instanceof Mul mul) {
      result = product(mul.factors());
    } else if (inner instanceof Neg neg && neg.of() instanceof Matrix m) {
      result = scaled(Num.of(-1), m);
    } else if (inner instanceof Div div && div.over() instanceof Matrix m) {
      result = scaled(new Div(Num.of(1), div.under()), m);
    } else if (inner instanceof Pow pow && pow.base() instanceof Matrix m) {
      result = pow.exponent() instanceof Sym sym && sym.name().equals("T") ? transposed(m) : null;
    } else if (inner instanceof Call call
        && call.arguments().size() == 1
        && call.arguments().get(0) instanceof Matrix m
        && (call.function().equals("det") || call.function().equals("abs"))) {
      result = determinant(m);
    }
    return result == null ? inner : result;
  }

  private static @Nullable Node sum(List<Node> terms) {
    Matrix sum = null;
    for (Node term : terms) {
      if (!(term instanceof Matrix m)) {
        return null;
      }
      sum = sum == null ? m : sum(sum, m);
      if (sum == null) {
        return null;
      }
    }
    return sum;
  }

  private static @Nullable Matrix sum(Matrix a, Matrix b) {
    if (rows(a) != rows(b) || columns(a) != columns(b)) {
      return null;
    }
    List<List<Node>> rows = new ArrayList<>();
    for (int i = 0; i < rows(a); i++) {
      List<Node> row = new ArrayList<>();
      for (int j = 0; j < columns(a); j++) {
        row.add(simplified(new Add(List.of(at(a, i, j), at(b, i, j)))));
      }
      rows.add(row);
    }
    return matrix(rows);
  }

  private @Nullable Node product(List<Node> factors) {
    Matrix product = null;
    List<Node> scalars = new ArrayList<>();
    for (Node factor : factors) {
      if (!(factor instanceof Matrix m)) {
        scalars.add(factor);
      } else {
        product = product == null ? m : product(product, m);
        if (product == null) {
          return null;
        }
      }
    }
    if (product == null) {
      return null;
    }
    return scalars.isEmpty()
        ? product
        : scaled(scalars.size() == 1 ? scalars.get(0) : new Mul(List.copyOf(scalars)), product);
  }

  private @Nullable Matrix product(Matrix a, Matrix b) {
    boolean fits = columns(a) == rows(b) && rows(a) * columns(b) <= MAX_ENTRIES && columns(a) <= 12;
    if (!fits || ++products > MAX_PRODUCTS) {
      return null;
    }
    List<List<Node>> rows = new ArrayList<>();
    for (int i = 0; i < rows(a); i++) {
      List<Node> row = new ArrayList<>();
      for (int j = 0; j < columns(b); j++) {
        List<Node> terms = new ArrayList<>();
        for (int k = 0; k < columns(a); k++) {
          terms.add(new Mul(List.of(at(a, i, k), at(b, k, j))));
        }
        row.add(simplified(new Add(List.copyOf(terms))));
      }
      rows.add(row);
    }
    return matrix(rows);
  }

  private static @Nullable Matrix scaled(Node scalar, Matrix m) {
    if (rows(m) * columns(m) > MAX_ENTRIES) {
      return null;
    }
    List<List<Node>> rows = new ArrayList<>();
    for (List<Node> row : m.rows()) {
      rows.add(row.stream().map(x -> simplified(new Mul(List.of(scalar, x)))).toList());
    }
    return matrix(rows);
  }

  private static Matrix transposed(Matrix m) {
    List<List<Node>> rows = new ArrayList<>();
    for (int j = 0; j < columns(m); j++) {
      List<Node> row = new ArrayList<>();
      for (int i = 0; i < rows(m); i++) {
        row.add(at(m, i, j));
      }
      rows.add(row);
    }
    return matrix(rows);
  }

  private static @Nullable Node determinant(Matrix m) {
    int n = rows(m);
    if (n != columns(m) || n > MAX_DETERMINANT) {
      return null;
    }
    if (n == 1) {
      return at(m, 0, 0);
    }
    List<Node> terms = new ArrayList<>();
    for (int j = 0; j < n; j++) {
      List<List<Node>> minor = new ArrayList<>();
      for (int i = 1; i < n; i++) {
        List<Node> row = new ArrayList<>(m.rows().get(i));
        row.remove(j);
        minor.add(row);
      }
      Node rest = determinant(matrix(minor));
      if (rest == null) {
        return null;
      }
      Node term = new Mul(List.of(at(m, 0, j), rest));
      terms.add(j % 2 == 0 ? term : new Neg(term));
    }
    return simplified(new Add(List.copyOf(terms)));
  }

  /** Replaces an entry by its number if it has one, so that entries do not grow. */
  private static Node simplified(Node node) {
    BigFraction value = Scalars.exact(node);
    return value == null ? node : Num.of(value);
  }

  private static Matrix matrix(List<List<Node>> rows) {
    return new Matrix(rows.stream().map(List::copyOf).toList());
  }

  static int rows(Matrix m) {
    return m.rows().size();
  }

  static int columns(Matrix m) {
    return m.rows().get(0).size();
  }

  static Node at(Matrix m, int i, int j) {
    return m.rows().get(i).get(j);
  }
}
