package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.equality.Relations.Valued;
import io.gradus.rewards.math.expression.Limits;
import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Braced;
import io.gradus.rewards.math.expression.Node.Bracketed;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Matrix;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Trees;
import io.gradus.rewards.math.policy.MathPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;

/** Compares lists, sets, tuples and matrices. */
final class Collections {
  private final Comparison comparison;
  private final MathPolicy policy;

  Collections(Comparison comparison, MathPolicy policy) {
    this.comparison = comparison;
    this.policy = policy;
  }

  boolean equal(Node gold, Node prediction) {
    if (gold instanceof Matrix || prediction instanceof Matrix) {
      boolean same = gold instanceof Matrix a
          && prediction instanceof Matrix b
          && sameShape(a, b)
          && all(Trees.children(a), Trees.children(b));
      return comparison.decided("matrix entry by entry", same);
    }
    List<Node> g = Trees.children(gold);
    List<Node> p = Trees.children(prediction);
    if (gold instanceof Bracketed a && prediction instanceof Bracketed b) {
      if (!sameBrackets(a, b)) {
        return comparison.decided("different brackets", false);
      }
      return comparison.decided("tuple item by item", g.size() == p.size() && all(g, p));
    }
    boolean tuple = gold instanceof Bracketed || prediction instanceof Bracketed;
    boolean set = gold instanceof Braced || prediction instanceof Braced;
    if (tuple) {
      boolean interval = (gold instanceof Bracketed a && Regions.isRegion(a))
          || (prediction instanceof Bracketed b && Regions.isRegion(b));
      return comparison.decided(
          "tuple item by item",
          !set && !interval && g.size() == p.size() && all(plain(g), plain(p)));
    }
    if (set || g.size() != p.size()) {
      g = distinct(g);
      p = distinct(p);
    }
    return comparison.decided("list in any order", lists(g, p));
  }

  /** Replaces named values by their values. */
  private static List<Node> plain(List<Node> items) {
    List<Node> values = new ArrayList<>();
    for (Node item : items) {
      Valued valued = item instanceof Chain chain ? Relations.valued(chain) : null;
      values.add(valued == null ? item : valued.value());
    }
    return values;
  }

  private static List<Node> distinct(List<Node> items) {
    return List.copyOf(new LinkedHashSet<>(items));
  }

  private static boolean sameShape(Matrix a, Matrix b) {
    return Matrices.rows(a) == Matrices.rows(b) && Matrices.columns(a) == Matrices.columns(b);
  }

  /**
   * Compares brackets. Two items may be an interval, whose brackets count; a longer row is a vector in any brackets.
   */
  private static boolean sameBrackets(Bracketed a, Bracketed b) {
    boolean vectors = (a.open() == '<' && b.open() != '[') || (b.open() == '<' && a.open() != '[');
    if (a.items().size() != 2 || vectors) {
      return true;
    }
    return a.open() == b.open() && a.close() == b.close();
  }

  private boolean lists(List<Node> g, List<Node> p) {
    if (g.size() != p.size()) {
      return false;
    }
    boolean named = named(g) && distinctLabels(g);
    boolean namedPrediction = named(p) && distinctLabels(p);
    if (named != namedPrediction) {
      // "x = 1, y = 2" against "1, 2": only the order says which value belongs to which variable.
      return all(plain(g), plain(p));
    }
    if (!named
        && g.get(0) instanceof Chain head
        && Relations.valued(head) != null
        && !(g.get(1) instanceof Chain)) {
      return lists(plain(g), plain(p));
    }
    if (!named
        && p.get(0) instanceof Chain head
        && Relations.valued(head) != null
        && !(p.get(1) instanceof Chain)) {
      return lists(g, plain(p));
    }
    if (policy.order() == MathPolicy.Order.GOLD || g.size() > Limits.UNORDERED_ITEMS) {
      return all(g, p);
    }
    return all(g, p) || anyOrder(g, p);
  }

  private static boolean named(List<Node> items) {
    for (Node item : items) {
      Valued valued = item instanceof Chain chain ? Relations.valued(chain) : null;
      if (valued == null || valued.label() == null) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the names differ in their letters: {@code x, y}, but not {@code x, x} or {@code x_1, x_2}. */
  private static boolean distinctLabels(List<Node> items) {
    List<String> letters = new ArrayList<>();
    for (Node item : items) {
      Node label = ((Chain) item).members().get(0);
      String name = label instanceof Sym sym ? sym.name() : label.toString();
      int script = name.indexOf('_');
      letters.add(script > 0 ? name.substring(0, script) : name);
    }
    return letters.stream().distinct().count() == letters.size();
  }

  boolean all(List<Node> gold, List<Node> prediction) {
    for (int i = 0; i < gold.size(); i++) {
      if (!comparison.match(gold.get(i), prediction.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Finds a perfect matching by augmenting paths, because equality of rounded decimals is not transitive. */
  private boolean anyOrder(List<Node> gold, List<Node> prediction) {
    int n = gold.size();
    int[] takenBy = new int[n];
    Arrays.fill(takenBy, -1);
    Boolean[][] known = new Boolean[n][n];
    for (int i = 0; i < n; i++) {
      if (!augment(i, gold, prediction, known, takenBy, new boolean[n])) {
        return false;
      }
    }
    return true;
  }

  private boolean augment(
      int i,
      List<Node> gold,
      List<Node> prediction,
      Boolean[][] known,
      int[] takenBy,
      boolean[] seen) {
    for (int j = 0; j < gold.size(); j++) {
      Boolean equal = known[i][j];
      if (equal == null) {
        equal = comparison.match(gold.get(i), prediction.get(j));
        known[i][j] = equal;
      }
      if (equal && !seen[j]) {
        seen[j] = true;
        if (takenBy[j] < 0 || augment(takenBy[j], gold, prediction, known, takenBy, seen)) {
          takenBy[j] = i;
          return true;
        }
      }
    }
    return false;
  }
}
