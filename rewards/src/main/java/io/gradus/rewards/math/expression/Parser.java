package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableMap;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Chain;
import io.gradus.rewards.math.expression.Node.Degrees;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Percent;
import io.gradus.rewards.math.expression.Node.PlusMinus;
import io.gradus.rewards.math.expression.Node.Pow;
import io.gradus.rewards.math.expression.Node.Quantity;
import io.gradus.rewards.math.expression.Node.Ratio;
import io.gradus.rewards.math.expression.Node.SetOperation;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Node.Text;
import io.gradus.rewards.math.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recursive-descent parser with one method per level: lists, relations, sets, ratios, sums, products, powers. {@link
 * Atoms} reads the parts. Every method consumes a token or stops, and the depth is limited.
 */
final class Parser {
  private static final ImmutableMap<String, String> RELATIONS =
      ImmutableMap.<String, String>builder()
          .put("=", "=")
          .put("<", "<")
          .put(">", ">")
          .put("le", "<=")
          .put("ge", ">=")
          .put("ne", "!=")
          .put("approx", "~")
          .put("equiv", "equiv")
          .put("in", "in")
          .put("notin", "notin")
          .put("to", "=")
          .put("mapsto", "=")
          .buildOrThrow();

  private final Cursor cursor;
  private final Atoms atoms;
  private final Suffixes suffixes;

  Parser(List<Token> tokens) {
    cursor = new Cursor(tokens);
    atoms = new Atoms(cursor, this);
    suffixes = new Suffixes(cursor, this, atoms);
  }

  /** Parses the whole answer. */
  Node answer() {
    Node node = list();
    if (!cursor.isKind(Kind.END)) {
      throw new Unreadable("'%s' was not expected".formatted(cursor.peek().text()));
    }
    return node;
  }

  /** Parses elements separated by semicolons, then by commas and joiners; a single element is not a list. */
  Node list() {
    List<Node> groups = new ArrayList<>();
    do {
      if (!groups.isEmpty() && atEnd()) {
        break;
      }
      groups.add(commas());
    } while (cursor.take(";"));
    return groups.size() == 1 ? groups.get(0) : new Listing(List.copyOf(groups));
  }

  private Node commas() {
    List<Node> items = new ArrayList<>();
    items.add(element());
    String joiner = ",";
    boolean open = false;
    while (cursor.is(",") || cursor.isKind(Kind.JOINER)) {
      while (cursor.is(",") || cursor.isKind(Kind.JOINER)) {
        String text = cursor.next().text();
        open = !text.equals(",");
        joiner = text.equals(",") ? joiner : text;
      }
      if (atEnd() || cursor.is(";")) {
        if (open) {
          throw new Unreadable("nothing after '%s'".formatted(joiner));
        }
        break;
      }
      items.add(element());
    }
    return items.size() == 1 ? items.get(0) : conditions(items, joiner);
  }

  /** Combines inequalities into one set: their union if "or" joins them, otherwise their intersection. */
  private static Node conditions(List<Node> items, String joiner) {
    for (Node item : items) {
      boolean condition = item instanceof Chain chain
          && chain.relations().stream()
              .noneMatch(r -> r.equals("=") || r.equals("~") || r.equals("equiv"));
      if (!condition) {
        return new Listing(List.copyOf(items));
      }
    }
    String operation =
        joiner.equals("or") ? "union" : joiner.equals("and") ? "intersection" : "conditions";
    Node left = items.get(0);
    for (Node right : items.subList(1, items.size())) {
      left = new SetOperation(operation, left, right);
    }
    return left;
  }

  private boolean atEnd() {
    Token token = cursor.peek();
    return token.kind() == Kind.END
        || token.is(")")
        || token.is("]")
        || token.is("}")
        || token.is("\\}")
        || token.is("⟩")
        || (cursor.pieces && (token.is("&") || token.is("\\\\") || token.kind() == Kind.WORD));
  }

  /** Parses a relation or words. */
  private Node element() {
    if (!cursor.isKind(Kind.WORD) || isLabel(cursor.peek(1))) {
      return relation();
    }
    StringBuilder words = new StringBuilder();
    while (cursor.isKind(Kind.WORD) || cursor.isKind(Kind.LETTER) || cursor.isKind(Kind.NUMBER)) {
      words.append(words.isEmpty() ? "" : " ").append(cursor.next().text());
    }
    return new Text(Cleaning.words(words.toString()));
  }

  private static boolean isLabel(Token after) {
    return after.is("=") || after.is(":") || after.isCommand("in");
  }

  /** Parses a chain of relations. */
  Node relation() {
    Node first = sets();
    List<Node> members = new ArrayList<>(List.of(first));
    List<String> relations = new ArrayList<>();
    while (true) {
      Token token = cursor.peek();
      boolean negated = token.isCommand("not");
      String relation = relationOf(negated ? cursor.peek(1) : token);
      if (relation == null || (cursor.angleEnds && token.is(">"))) {
        break;
      }
      cursor.next();
      if (negated) {
        cursor.next();
        relation = relation.equals("=") ? "!=" : "not" + relation;
      }
      members.add(sets());
      relations.add(relation);
    }
    return relations.isEmpty() ? first : new Chain(List.copyOf(members), List.copyOf(relations));
  }

  private static @Nullable String relationOf(Token token) {
    return token.kind() == Kind.SYMBOL || token.kind() == Kind.COMMAND
        ? RELATIONS.get(token.text())
        : null;
  }

  private Node sets() {
    Node left = ratio();
    while (cursor.isCommand("cup") || cursor.isCommand("cap") || cursor.isCommand("setminus")) {
      String operation = switch (cursor.next().text()) {
        case "cup" -> "union";
        case "cap" -> "intersection";
        default -> "minus";
      };
      left = new SetOperation(operation, left, ratio());
    }
    return left;
  }

  private Node ratio() {
    Node first = sum();
    if (!cursor.is(":") || cursor.colonEnds) {
      return first;
    }
    List<Node> parts = new ArrayList<>(List.of(first));
    boolean clock = false;
    while (cursor.take(":")) {
      Token token = cursor.peek();
      clock |= token.kind() == Kind.NUMBER
          && token.text().length() == 2
          && token.text().startsWith("0");
      parts.add(sum());
    }
    if (parts.size() == 2 && first instanceof Sym label && isWord(label.name())) {
      return new Chain(List.copyOf(parts), List.of("="));
    }
    int end = parts.size() - 1;
    if (parts.get(end) instanceof Quantity half
        && (half.unit().equals("am") || half.unit().equals("pm"))) {
      parts.set(end, half.value());
      return new Quantity(new Ratio(List.copyOf(parts), clock), half.unit());
    }
    return new Ratio(List.copyOf(parts), clock);
  }

  private static boolean isWord(String name) {
    return name.length() > 2 && name.chars().allMatch(Character::isLetter);
  }

  /** Parses terms with signs, and a unit or a modulus after them. */
  Node sum() {
    Node left = term();
    List<Node> terms = new ArrayList<>(List.of(left));
    while (true) {
      if (cursor.take("+")) {
        terms.add(term());
      } else if (cursor.take("-")) {
        terms.add(new Neg(term()));
      } else if (cursor.is("±") || cursor.is("∓")) {
        boolean minusFirst = cursor.next().is("∓");
        Node before = join(terms);
        terms.clear();
        terms.add(new PlusMinus(before, term(), minusFirst));
      } else {
        break;
      }
    }
    return suffixes.read(join(terms));
  }

  private static Node join(List<Node> terms) {
    return terms.size() == 1 ? terms.get(0) : new Add(List.copyOf(terms));
  }

  /** Parses factors with signs of multiplication and division or side by side. */
  Node term() {
    Node left = factor();
    while (true) {
      if (cursor.take("*")) {
        left = times(left, factor());
      } else if (cursor.take("/")) {
        left = new Div(left, divisor(left));
      } else if (cursor.isCommand("mod")) {
        cursor.next();
        left = new Call("mod", List.of(left, factor()));
      } else if (startsFactor(left)) {
        left = times(left, power());
      } else {
        return left;
      }
    }
  }

  /**
   * Parses a denominator after a slash: {@code bc} in {@code a/bc}, {@code 2b} in {@code a/2b}, but only 4 in {@code
   * 3/4x}.
   */
  private Node divisor(Node over) {
    boolean number = cursor.isKind(Kind.NUMBER);
    Node under = factor();
    boolean fraction = number && (over instanceof Num || over instanceof Neg);
    while (!fraction
        && !cursor.peek().spaced()
        && startsFactor(under)
        && !cursor.is("(")
        && !cursor.is("|")) {
      under = times(under, power());
    }
    return under;
  }

  private static Node times(Node left, Node right) {
    List<Node> factors = new ArrayList<>();
    if (left instanceof Mul product) {
      factors.addAll(product.factors());
    } else {
      factors.add(left);
    }
    factors.add(right);
    return new Mul(List.copyOf(factors));
  }

  boolean startsFactor(Node left) {
    Token token = cursor.peek();
    return switch (token.kind()) {
      case NUMBER -> !(left instanceof Num);
      case LETTER -> true;
      case COMMAND -> Atoms.starts(token.text());
      case SYMBOL ->
        switch (token.text()) {
          case "(" -> !cursor.peek(1).isCommand("mod");
          case "[" -> !cursor.squareEnds;
          case "{", "\\{" -> true;
          case "|" -> !cursor.barEnds;
          default -> false;
        };
      default -> false;
    };
  }

  /** Parses a power with its sign. */
  Node factor() {
    cursor.deeper();
    Node result;
    if (cursor.take("-")) {
      result = new Neg(factor());
    } else if (cursor.take("+")) {
      result = factor();
    } else if (cursor.is("±") || cursor.is("∓")) {
      boolean minusFirst = cursor.next().is("∓");
      result = new PlusMinus(Num.of(0), term(), minusFirst);
    } else {
      result = power();
    }
    cursor.shallower();
    return result;
  }

  /** Parses an atom with its factorials, powers, percent signs and degrees. */
  Node power() {
    Node base = atoms.atom();
    while (true) {
      if (cursor.take("!")) {
        base = new Call("factorial", List.of(base));
      } else if (cursor.take("%")) {
        if (base instanceof Percent) {
          throw new Unreadable("a percentage of a percentage");
        }
        base = new Percent(base);
      } else if (cursor.isCommand("circ")) {
        cursor.next();
        base = degrees(base);
      } else if (cursor.is("_") && base instanceof Pow pow && pow.base() instanceof Sym sym) {
        base = new Pow(atoms.subscripted(sym.name()), pow.exponent());
      } else if (cursor.take("^")) {
        base = raised(base);
      } else {
        return base;
      }
    }
  }

  private Node raised(Node base) {
    boolean braced = cursor.is("{") && cursor.peek(1).isCommand("circ");
    if (cursor.isCommand("circ") || braced) {
      if (braced) {
        cursor.next();
        cursor.next();
        cursor.expect("}");
      } else {
        cursor.next();
      }
      return degrees(base);
    }
    if (cursor.take("'")) {
      return base;
    }
    if (cursor.isCommand("top")) {
      cursor.next();
      return new Pow(base, new Sym("T"));
    }
    return new Pow(base, exponent());
  }

  private Node degrees(Node base) {
    Token token = cursor.peek();
    if (token.kind() == Kind.LETTER || token.kind() == Kind.WORD) {
      if (token.text().equals("C") || token.text().equals("F")) {
        return new Quantity(base, cursor.next().text());
      }
    }
    if (base instanceof Degrees) {
      throw new Unreadable("degrees of degrees");
    }
    return new Degrees(base);
  }

  private Node exponent() {
    cursor.deeper();
    Node exponent;
    if (cursor.take("-")) {
      exponent = new Neg(exponent());
    } else {
      // A subscript here belongs to the base: x^2_1.
      boolean number = cursor.isKind(Kind.NUMBER) && cursor.peek(1).is("_");
      exponent = number ? Numbers.parse(cursor.next().text()) : atoms.atom();
      while (cursor.take("!")) {
        exponent = new Call("factorial", List.of(exponent));
      }
      if (cursor.take("^")) {
        exponent = new Pow(exponent, exponent());
      }
    }
    cursor.shallower();
    return exponent;
  }
}
