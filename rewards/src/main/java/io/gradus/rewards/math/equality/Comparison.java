package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.MathPolicy;
import io.gradus.rewards.math.expression.Answer;
import io.gradus.rewards.math.expression.Limits;
import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Based;
import io.gradus.rewards.math.expression.Node.Braced;
import io.gradus.rewards.math.expression.Node.Bracketed;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Congruence;
import io.gradus.rewards.math.expression.Node.Degrees;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Matrix;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Percent;
import io.gradus.rewards.math.expression.Node.PlusMinus;
import io.gradus.rewards.math.expression.Node.Quantity;
import io.gradus.rewards.math.expression.Node.Ratio;
import io.gradus.rewards.math.expression.Node.SetOperation;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Node.Text;
import io.gradus.rewards.math.expression.Trees;
import io.gradus.rewards.math.equality.Relations.Valued;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/** Compares a predicted answer with a gold one, kind by kind. One object serves one verdict. */
public final class Comparison {
  private final MathPolicy policy;
  private final Scalars scalars;
  private String rule = "";
  private int left = Limits.COMPARISONS;

  public Comparison(MathPolicy policy) {
    this.policy = policy;
    this.scalars = new Scalars(new Decimals(policy.decimals(), policy.roundedGold()));
  }

  /** By which rule the last comparison was decided, in words. */
  public String rule() {
    return rule.isEmpty() ? scalars.rule() : rule;
  }

  /** Whether the prediction says what the gold answer says. */
  public boolean equal(Answer gold, Answer prediction) {
    if (gold.blank() || prediction.blank()) {
      return decided("nothing to compare", false);
    }
    if (squeezed(gold.cleaned()).equals(squeezed(prediction.cleaned()))) {
      return decided("same text", true);
    }
    Boolean choice = Choices.compare(gold, prediction);
    if (choice != null) {
      return decided("choice", choice);
    }
    if (gold.node() instanceof Text || prediction.node() instanceof Text) {
      boolean words = gold.node() instanceof Text a && prediction.node() instanceof Text b
          ? a.words().equals(b.words())
          : gold.words().equals(prediction.words());
      if (words || !(gold.node() instanceof Listing || prediction.node() instanceof Listing)) {
        return decided("words", words);
      }
    }
    rule = "";
    Node goldNode = gold.node();
    Node predictionNode = policy.rename() ? renamed(prediction.node(), goldNode) : prediction.node();
    if (match(goldNode, predictionNode)) {
      return true;
    }
    Node other = gold.other();
    if (other != null && match(other, predictionNode)) {
      return true;
    }
    Node otherPrediction = prediction.other();
    return otherPrediction != null && match(goldNode, otherPrediction);
  }

  private boolean decided(String by, boolean result) {
    rule = by;
    return result;
  }

  private static String squeezed(String text) {
    StringBuilder squeezed = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean between = i > 0 && i + 1 < text.length() && Character.isDigit(text.charAt(i - 1)) && Character.isDigit(text.charAt(i + 1));
      if (c != ' ' || between) {
        squeezed.append(c);
      }
    }
    return squeezed.toString();
  }

  private static Node renamed(Node prediction, Node gold) {
    Set<String> from = Trees.symbols(prediction);
    Set<String> to = Trees.symbols(gold);
    from.removeIf(name -> to.contains(name));
    to.removeAll(Trees.symbols(prediction));
    return from.size() == 1 && to.size() == 1
        ? Trees.substitute(prediction, from.iterator().next(), new Sym(to.iterator().next()))
        : prediction;
  }

  // ---------------------------------------------------------------------------------------------------- by kind

  boolean match(Node gold, Node prediction) {
    if (--left < 0) {
      return decided("too many comparisons", false);
    }
    Node g = prepared(gold);
    Node p = prepared(prediction);
    if (policy.vectors() && g instanceof Matrix != p instanceof Matrix) {
      g = vector(g);
      p = vector(p);
    }
    if (g.equals(p)) {
      return decided("same formula", true);
    }
    rule = "";
    if (g instanceof Chain || p instanceof Chain) {
      Boolean chains = chains(g, p);
      if (chains != null) {
        return chains;
      }
    }
    if (g instanceof Text || p instanceof Text) {
      return decided("words", g instanceof Text a && p instanceof Text b && a.words().equals(b.words()));
    }
    if (isCollection(g) && isCollection(p) && !(g instanceof SetOperation) && !(p instanceof SetOperation)) {
      Boolean collections = collections(g, p);
      if (collections != null) {
        return collections;
      }
    }
    if (Regions.isRegion(g) || Regions.isRegion(p)) {
      return regions(g, p);
    }
    if (isCollection(g) || isCollection(p)) {
      return decided("one is a list, the other is not", false);
    }
    return single(g, p);
  }

  /** Signs expanded, matrices worked out, a single item out of its braces. */
  private Node prepared(Node node) {
    Node result = node;
    if (Trees.contains(result, n -> n instanceof PlusMinus)) {
      result = expanded(result);
    }
    result = Matrices.worked(result);
    while (true) {
      if (result instanceof Listing list && list.items().size() == 1) {
        result = list.items().get(0);
      } else if (result instanceof Braced set && set.items().size() == 1) {
        result = set.items().get(0);
      } else {
        break;
      }
    }
    if (result instanceof Listing list) {
      return Relations.grouped(list.items());
    }
    return result;
  }

  /** A single row or column as the tuple of its entries. */
  private static Node vector(Node node) {
    if (node instanceof Matrix m && (Matrices.rows(m) == 1 || Matrices.columns(m) == 1)) {
      List<Node> items = Trees.children(m);
      return items.size() == 1 ? items.get(0) : new Bracketed('<', '>', items);
    }
    return node;
  }

  /** {@code a ± b} as two values; in a list, the list of all values. */
  private static Node expanded(Node node) {
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
      return node instanceof Braced ? new Braced(List.copyOf(items)) : new Listing(List.copyOf(items));
    }
    if (node instanceof Chain chain && chain.relations().equals(List.of("="))) {
      return new Chain(List.of(chain.members().get(0), expanded(chain.members().get(1))), chain.relations());
    }
    return new Listing(List.of(Trees.signed(node, true), Trees.signed(node, false)));
  }

  // ---------------------------------------------------------------------------------------------------- relations

  private @Nullable Boolean chains(Node gold, Node prediction) {
    Valued g = gold instanceof Chain chain ? Relations.valued(chain) : new Valued(null, gold, null);
    Valued p = prediction instanceof Chain chain ? Relations.valued(chain) : new Valued(null, prediction, null);
    if (g != null && p != null) {
      if (Relations.sameLabel(g.label(), p.label())) {
        return values(g, p);
      }
    } else if (isSet(gold) || isSet(prediction)) {
      return null;
    }
    Node left = Relations.difference(gold);
    Node right = Relations.difference(prediction);
    if (left != null && right != null) {
      return decided("proportional equations", Relations.proportional(left, right, scalars));
    }
    if (gold instanceof Chain a && prediction instanceof Chain b && g == null && p == null) {
      return decided("relation by relation", relationwise(a, b));
    }
    return decided("one is an equation, the other is not", false);
  }

  private boolean values(Valued gold, Valued prediction) {
    if (match(gold.value(), prediction.value())) {
      return true;
    }
    Node rough = prediction.rough();
    boolean decimal = gold.value() instanceof Num num && num.decimal();
    return rough != null && decimal && scalarsClose(prediction.value(), rough) && match(gold.value(), rough);
  }

  private boolean scalarsClose(Node value, Node rough) {
    var a = Scalars.approximate(value);
    var b = Scalars.approximate(rough);
    return a != null && b != null && a.subtract(b).abs() <= 0.01 * b.abs();
  }

  private static boolean isSet(Node node) {
    return Regions.isRegion(node) || (node instanceof Chain chain && Regions.of(chain) != null);
  }

  private boolean relationwise(Chain a, Chain b) {
    boolean same = a.relations().equals(b.relations()) && all(a.members(), b.members());
    if (same || a.relations().size() != 1 || b.relations().size() != 1) {
      return same;
    }
    // "x > y" and "y < x" and "x - y > 0": one side minus the other, up to a positive factor.
    String order = a.relations().get(0);
    boolean swap = !order.equals(b.relations().get(0));
    String flipped = order.startsWith("<") ? order.replace('<', '>') : order.replace('>', '<');
    if (swap && !flipped.equals(b.relations().get(0))) {
      return false;
    }
    Node left = new Add(List.of(a.members().get(0), new Neg(a.members().get(1))));
    Node right = swap
        ? new Add(List.of(b.members().get(1), new Neg(b.members().get(0))))
        : new Add(List.of(b.members().get(0), new Neg(b.members().get(1))));
    return scalars.equal(left, right) || (order.equals("!=") && scalars.equal(left, new Neg(right)));
  }

  private boolean regions(Node gold, Node prediction) {
    // Without this leniency an inequality may still be met by its interval, but not the other way round.
    if (!policy.regions() && isInequality(prediction) && !isInequality(gold)) {
      return decided("an inequality is no interval here", false);
    }
    Region g = Regions.of(gold);
    Region p = g == null ? null : Regions.of(prediction);
    if (g != null && p != null) {
      return decided("sets of real numbers", g.same(p, scalars));
    }
    if (gold instanceof SetOperation a && prediction instanceof SetOperation b && a.operation().equals(b.operation())) {
      boolean straight = match(a.left(), b.left()) && match(a.right(), b.right());
      boolean crossed = !a.operation().equals("minus") && match(a.left(), b.right()) && match(a.right(), b.left());
      return decided("set operation by parts", straight || crossed);
    }
    if (gold instanceof Chain a && prediction instanceof Chain b) {
      return decided("relation by relation", relationwise(a, b));
    }
    return decided("one is a set of numbers, the other is not", false);
  }

  private static boolean isInequality(Node node) {
    return node instanceof Chain && Regions.isRegion(node);
  }

  // ---------------------------------------------------------------------------------------------------- collections

  private static boolean isCollection(Node node) {
    return node instanceof Listing
        || node instanceof Braced
        || node instanceof Bracketed
        || node instanceof Matrix
        || node instanceof SetOperation;
  }

  private @Nullable Boolean collections(Node gold, Node prediction) {
    if (gold instanceof Matrix || prediction instanceof Matrix) {
      boolean same = gold instanceof Matrix a && prediction instanceof Matrix b && sameShape(a, b) && all(Trees.children(a), Trees.children(b));
      return decided("matrix entry by entry", same);
    }
    List<Node> g = Trees.children(gold);
    List<Node> p = Trees.children(prediction);
    if (gold instanceof Bracketed a && prediction instanceof Bracketed b) {
      if (!sameBrackets(a, b)) {
        return decided("different brackets", false);
      }
      return decided("tuple item by item", g.size() == p.size() && all(g, p));
    }
    boolean tuple = gold instanceof Bracketed || prediction instanceof Bracketed;
    boolean set = gold instanceof Braced || prediction instanceof Braced;
    if (tuple) {
      boolean interval = gold instanceof Bracketed a && Regions.isRegion(a)
          || prediction instanceof Bracketed b && Regions.isRegion(b);
      return decided("tuple item by item", !set && !interval && g.size() == p.size() && all(plain(g), plain(p)));
    }
    if (set || g.size() != p.size()) {
      g = distinct(g);
      p = distinct(p);
    }
    return decided("list in any order", lists(g, p));
  }

  /** Named values by their values. */
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

  /** Two things in brackets may be an interval, where every bracket counts; a longer row is a vector in any. */
  private static boolean sameBrackets(Bracketed a, Bracketed b) {
    if (a.items().size() != 2 || a.open() == '<' && b.open() != '[' || b.open() == '<' && a.open() != '[') {
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
      // "x = 1, y = 2" against "1, 2": only the order says which is which.
      return all(plain(g), plain(p));
    }
    if (!named && g.get(0) instanceof Chain head && Relations.valued(head) != null && !(g.get(1) instanceof Chain)) {
      return lists(plain(g), plain(p));
    }
    if (!named && p.get(0) instanceof Chain head && Relations.valued(head) != null && !(p.get(1) instanceof Chain)) {
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

  /** Whether the names are of different things: {@code x, y}, but not {@code x, x} or {@code x_1, x_2}. */
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

  private boolean all(List<Node> gold, List<Node> prediction) {
    for (int i = 0; i < gold.size(); i++) {
      if (!match(gold.get(i), prediction.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** A perfect matching by augmenting paths: equality need not be transitive where decimals are rounded. */
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
      int i, List<Node> gold, List<Node> prediction, Boolean[][] known, int[] takenBy, boolean[] seen) {
    for (int j = 0; j < gold.size(); j++) {
      Boolean equal = known[i][j];
      if (equal == null) {
        equal = match(gold.get(i), prediction.get(j));
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

  // ---------------------------------------------------------------------------------------------------- single values

  private boolean single(Node gold, Node prediction) {
    if (gold instanceof Congruence || prediction instanceof Congruence) {
      return congruent(gold, prediction);
    }
    if (gold instanceof Ratio || prediction instanceof Ratio) {
      return ratios(gold, prediction);
    }
    if (gold instanceof Named || prediction instanceof Named) {
      return decided("named set", false);
    }
    Quantity g = quantity(gold);
    Quantity p = quantity(prediction);
    if (g != null || p != null) {
      return quantities(gold, g, prediction, p);
    }
    if (gold instanceof Percent || prediction instanceof Percent) {
      return percentages(gold, prediction);
    }
    if (isBased(gold) || isBased(prediction)) {
      return decided("digits in a base", based(gold, prediction));
    }
    return scalars.equal(gold, prediction);
  }

  private static boolean isBased(Node node) {
    return node instanceof Based || (node instanceof Neg neg && neg.of() instanceof Based);
  }

  private static boolean based(Node gold, Node prediction) {
    if (gold instanceof Neg a && prediction instanceof Neg b) {
      return based(a.of(), b.of());
    }
    return gold instanceof Based a
        && prediction instanceof Based b
        && a.digits().equals(b.digits())
        && Choices.baseOf(a.base()).equals(Choices.baseOf(b.base()));
  }

  private boolean congruent(Node gold, Node prediction) {
    if (!(gold instanceof Congruence g) || !(prediction instanceof Congruence p)) {
      Node a = gold instanceof Congruence c ? c.value() : gold;
      Node b = prediction instanceof Congruence c ? c.value() : prediction;
      return match(a, b);
    }
    if (!scalars.equal(g.modulus(), p.modulus())) {
      return decided("different moduli", false);
    }
    BigFraction modulus = Scalars.exact(g.modulus());
    BigFraction apart = Scalars.exact(new Add(List.of(g.value(), new Neg(p.value()))));
    if (modulus != null && apart != null && !modulus.isZero()) {
      boolean divides = apart.divide(modulus).getDenominator().equals(BigInteger.ONE);
      return decided("residues", divides);
    }
    return match(g.value(), p.value());
  }

  private boolean ratios(Node gold, Node prediction) {
    if (gold instanceof Ratio a && prediction instanceof Ratio b) {
      if (a.parts().size() != b.parts().size()) {
        return decided("ratios of different length", false);
      }
      if (a.clock() || b.clock()) {
        return decided("clock times", all(a.parts(), b.parts()));
      }
      for (int i = 1; i < a.parts().size(); i++) {
        if (!scalars.equal(quotient(a, i), quotient(b, i))) {
          return decided("ratios part by part", false);
        }
      }
      return decided("ratios part by part", true);
    }
    Ratio ratio = gold instanceof Ratio r ? r : (Ratio) prediction;
    if (ratio.parts().size() != 2 || ratio.clock()) {
      return decided("a ratio is no number here", false);
    }
    Node value = new Div(ratio.parts().get(0), ratio.parts().get(1));
    return gold instanceof Ratio ? match(value, prediction) : match(gold, value);
  }

  private static Node quotient(Ratio ratio, int i) {
    return new Div(ratio.parts().get(i), ratio.parts().get(0));
  }

  private static @Nullable Quantity quantity(Node node) {
    if (node instanceof Quantity quantity) {
      return quantity;
    }
    if (node instanceof Degrees degrees) {
      return new Quantity(degrees.of(), "degree");
    }
    Quantity inner = node instanceof Neg neg ? quantity(neg.of()) : null;
    return inner == null ? null : new Quantity(new Neg(inner.value()), inner.unit());
  }

  private boolean quantities(Node gold, @Nullable Quantity g, Node prediction, @Nullable Quantity p) {
    if (g != null && p != null) {
      Measures.Fit fit = Measures.fit(g.unit(), p.unit());
      if (fit.factor() == null) {
        return decided("units that do not agree", false);
      }
      Node value = fit.factor().isOne() ? p.value() : new Mul(List.of(Num.of(fit.factor()), p.value()));
      return match(g.value(), value);
    }
    Quantity one = g == null ? p : g;
    Node other = g == null ? gold : prediction;
    if (other instanceof Percent) {
      return decided("units that do not agree", false);
    }
    if (one != null && one.unit().length() == 1 && !Trees.symbols(other).isEmpty()) {
      // What looked like a unit is a variable: "5 m" against "m + 4m".
      Node product = new Mul(List.of(one.value(), new Sym(one.unit())));
      return g == null ? match(gold, product) : match(product, prediction);
    }
    if (g != null && policy.units() == MathPolicy.Units.REQUIRED) {
      return decided("the unit is missing", false);
    }
    return match(g == null ? gold : g.value(), p == null ? prediction : p.value());
  }

  private boolean percentages(Node gold, Node prediction) {
    Node g = gold instanceof Percent percent ? percent.of() : gold;
    Node p = prediction instanceof Percent percent ? percent.of() : prediction;
    boolean both = gold instanceof Percent && prediction instanceof Percent;
    if (both) {
      return match(g, p);
    }
    if (scalars.equal(gold, prediction)) {
      return true;
    }
    boolean allowed = policy.percent() == MathPolicy.Percent.EITHER
        || (policy.percent() == MathPolicy.Percent.GOLD_SIGN && gold instanceof Percent);
    return allowed && match(g, p);
  }
}
