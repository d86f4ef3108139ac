package io.gradus.rewards.math.equality;

import io.gradus.rewards.math.expression.Answer;
import io.gradus.rewards.math.expression.Limits;
import io.gradus.rewards.math.expression.Node;
import io.gradus.rewards.math.expression.Node.Braced;
import io.gradus.rewards.math.expression.Node.Bracketed;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Matrix;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.Piecewise;
import io.gradus.rewards.math.expression.Node.PlusMinus;
import io.gradus.rewards.math.expression.Node.SetOperation;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Node.Text;
import io.gradus.rewards.math.expression.Trees;
import io.gradus.rewards.math.policy.MathPolicy;
import java.util.Set;

/** Compares a predicted answer with the gold answer, by their kinds. An instance is used for one verdict only. */
public final class Comparison {
  private final MathPolicy policy;
  private final Scalars scalars;
  private final Collections collections;
  private final Singles singles;
  private final Chains chains;
  private String rule = "";
  private int left = Limits.COMPARISONS;

  public Comparison(MathPolicy policy) {
    this.policy = policy;
    this.scalars = new Scalars(new Decimals(policy.decimals(), policy.roundedDigits()));
    this.collections = new Collections(this, policy);
    this.chains = new Chains(this, collections, scalars);
    this.singles = new Singles(this, collections, scalars, policy);
  }

  /** Returns the name of the rule that decided the last comparison. */
  public String rule() {
    return rule.isEmpty() ? scalars.rule() : rule;
  }

  /** Returns whether the prediction equals the gold answer. */
  public boolean equal(Answer gold, Answer prediction) {
    if (gold.blank() || prediction.blank()) {
      return decided("nothing to compare", false);
    }
    String goldText = unlined(squeezed(gold.cleaned()));
    if (goldText.equals(unlined(squeezed(prediction.cleaned())))) {
      return decided("same text", true);
    }
    if (!(gold.formula() || prediction.formula()) && gold.words().equals(prediction.words())) {
      return decided("words", true);
    }
    Boolean choice = Choices.compare(gold, prediction);
    if (choice != null) {
      return decided("choice", choice);
    }
    if (gold.node() instanceof Text || prediction.node() instanceof Text) {
      boolean both = gold.node() instanceof Text && prediction.node() instanceof Text;
      boolean words = both
          ? gold.node().equals(prediction.node())
          : gold.words().equals(prediction.words()) && isProse(gold.words());
      if (words || !(gold.node() instanceof Listing || prediction.node() instanceof Listing)) {
        return decided("words", words);
      }
    }
    rule = "";
    Node goldNode = gold.node();
    Node predictionNode =
        policy.rename() || (!gold.domain().isEmpty() && !prediction.domain().isEmpty())
            ? renamed(prediction.node(), goldNode)
            : prediction.node();
    if (!gold.domain().isEmpty()
        && !prediction.domain().isEmpty()
        && !gold.domain().equals(prediction.domain())) {
      return decided("the variables are of different sets", false);
    }
    if (match(goldNode, predictionNode)) {
      return true;
    }
    Node counted = Combinations.read(goldNode);
    Node countedPrediction = Combinations.read(predictionNode);
    if (counted != goldNode != (countedPrediction != predictionNode)
        && match(counted, countedPrediction)) {
      return true;
    }
    // A gold list "1,5" does not equal 1.5, but an answer "1,5" may mean 1.5.
    boolean list = gold.node() instanceof Listing
        && gold.cleaned().chars().noneMatch(c -> c == ' ' || c == '.');
    Node other = list ? null : gold.other();
    if (other != null && match(other, predictionNode)) {
      return true;
    }
    Node otherPrediction = prediction.other();
    return otherPrediction != null && match(goldNode, otherPrediction);
  }

  /** Returns whether the words have no command, because without its braces a broken fraction looks like a whole one. */
  private static boolean isProse(String words) {
    return words.chars().noneMatch(c -> c == '\\' || c == '^');
  }

  boolean decided(String by, boolean result) {
    rule = by;
    return result;
  }

  private static String squeezed(String text) {
    StringBuilder squeezed = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean between = i > 0
          && i + 1 < text.length()
          && Character.isDigit(text.charAt(i - 1))
          && Character.isDigit(text.charAt(i + 1));
      if (c != ' ' || between) {
        squeezed.append(c);
      }
    }
    return squeezed.toString();
  }

  /** Reads {@code \overline{AB}} as {@code AB}, because a segment is named by its ends. */
  private static String unlined(String text) {
    String line = text.startsWith("\\overline{") ? "\\overline{" : "\\overrightarrow{";
    boolean lined = text.startsWith(line) && text.indexOf('}') == text.length() - 1;
    String name = lined ? text.substring(line.length(), text.length() - 1) : "";
    boolean capitals = name.length() > 1 && name.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    return capitals ? name : text;
  }

  private static Node renamed(Node prediction, Node gold) {
    Set<String> from = Trees.symbols(prediction);
    Set<String> to = Trees.symbols(gold);
    from.removeIf(name -> to.contains(name));
    to.removeAll(Trees.symbols(prediction));
    return from.size() == 1 && to.size() == 1
        ? Trees.substitute(
            prediction, from.iterator().next(), new Sym(to.iterator().next()))
        : prediction;
  }

  // ---------------------------------------------------------------------------------------------------- by kind

  boolean match(Node gold, Node prediction) {
    if (--left < 0) {
      return decided("too many comparisons", false);
    }
    Node g = prepared(gold);
    Node p = prepared(prediction);
    if (g instanceof Matrix != p instanceof Matrix) {
      g = Shapes.rows(g);
      p = Shapes.rows(p);
    }
    g = UnitVectors.marked(g, p);
    p = UnitVectors.marked(p, g);
    Node components = UnitVectors.components(g, p, scalars);
    g = components == null ? g : components;
    components = UnitVectors.components(p, g, scalars);
    p = components == null ? p : components;
    if (policy.vectors() && (g instanceof Matrix) != (p instanceof Matrix)) {
      g = Shapes.vector(g);
      p = Shapes.vector(p);
    }
    if (g.equals(p)) {
      return decided("same formula", true);
    }
    rule = "";
    if (g instanceof Chain || p instanceof Chain) {
      Boolean chains = this.chains.equal(g, p);
      if (chains != null) {
        return chains;
      }
    }
    if (g instanceof Text || p instanceof Text) {
      return decided(
          "words", g instanceof Text a && p instanceof Text b && a.words().equals(b.words()));
    }
    if (g instanceof Piecewise a && p instanceof Piecewise b) {
      return new Piecewises(this, scalars).equal(a, b);
    }
    if (g instanceof Piecewise || p instanceof Piecewise) {
      return decided("one is a function in pieces, the other is not", false);
    }
    if (isCollection(g)
        && isCollection(p)
        && !(g instanceof SetOperation)
        && !(p instanceof SetOperation)) {
      return collections.equal(g, p);
    }
    if (Regions.isRegion(g) || Regions.isRegion(p)) {
      return regions(g, p);
    }
    if (isCollection(g) || isCollection(p)) {
      return decided("one is a list, the other is not", false);
    }
    return singles.equal(g, p);
  }

  /** Expands signs, works out matrices and takes a single item out of its braces. */
  private Node prepared(Node node) {
    Node result = node;
    if (Trees.contains(result, n -> n instanceof PlusMinus)) {
      result = Shapes.expanded(result);
    }
    result = Matrices.worked(result);
    while (true) {
      if (result instanceof Listing list && list.items().size() == 1) {
        result = list.items().get(0);
      } else if (result instanceof Braced set
          && set.items().size() == 1
          && !(set.items().get(0) instanceof Named)) {
        result = set.items().get(0);
      } else {
        break;
      }
    }
    if (result instanceof Listing list) {
      return Relations.grouped(list.items());
    }
    return Shapes.point(result);
  }

  private boolean regions(Node gold, Node prediction) {
    // Without this leniency, a predicted interval may still equal a gold inequality, but a
    // predicted inequality does not equal a gold interval.
    if (!policy.regions() && isInequality(prediction) && !isInequality(gold)) {
      return decided("an inequality is no interval here", false);
    }
    if (WholeNumbers.isSaid(gold) || WholeNumbers.isSaid(prediction)) {
      if (WholeNumbers.same(gold, prediction)) {
        return decided("sets of whole numbers", true);
      }
    }
    Region g = Regions.of(gold);
    Region p = g == null ? null : Regions.of(prediction);
    if (g != null && p != null) {
      return decided("sets of real numbers", g.same(p, scalars));
    }
    if (gold instanceof SetOperation a
        && prediction instanceof SetOperation b
        && a.operation().equals(b.operation())) {
      Node prepared = a.operation().equals("builder") ? renamed(b, a) : b;
      b = (SetOperation) prepared;
      boolean straight = match(a.left(), b.left()) && match(a.right(), b.right());
      boolean crossed = !a.operation().equals("minus")
          && match(a.left(), b.right())
          && match(a.right(), b.left());
      return decided("set operation by parts", straight || crossed);
    }
    if (gold instanceof Chain a && prediction instanceof Chain b) {
      return chains.relationwise(a, b);
    }
    return decided("one is a set of numbers, the other is not", false);
  }

  private static boolean isInequality(Node node) {
    return node instanceof Chain && Regions.isRegion(node);
  }

  private static boolean isCollection(Node node) {
    return node instanceof Listing
        || node instanceof Braced
        || node instanceof Bracketed
        || node instanceof Matrix
        || node instanceof SetOperation;
  }
}
