package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableSet;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Constant;
import io.gradus.rewards.math.expression.Node.Degrees;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Listing;
import io.gradus.rewards.math.expression.Node.Matrix;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.Neg;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Pow;
import io.gradus.rewards.math.expression.Node.Series;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Token.Kind;
import io.gradus.rewards.math.vocabulary.Commands;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads named functions, sums, integrals, limits and matrices. */
final class Functions {
  private static final ImmutableSet<String> TRIGONOMETRIC =
      ImmutableSet.of("sin", "cos", "tan", "cot", "sec", "csc", "cis");
  private static final ImmutableSet<String> INVERTIBLE =
      ImmutableSet.of("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh");
  private static final Node NOTHING = new Named("nothing");

  private final Cursor cursor;
  private final Parser parser;
  private final Atoms atoms;
  private final Brackets brackets;

  Functions(Cursor cursor, Parser parser, Atoms atoms, Brackets brackets) {
    this.cursor = cursor;
    this.parser = parser;
    this.atoms = atoms;
    this.brackets = brackets;
  }

  /** Reads {@code \sin^2 x}, {@code \log_2 8}, {@code \gcd(a, b)}, {@code \cos^{-1} x}. */
  Node call(String name) {
    Node base = null;
    Node power = null;
    while (cursor.is("_") || cursor.is("^")) {
      if (cursor.next().is("_")) {
        base = script();
      } else {
        power = script();
      }
    }
    String function = name;
    if (power instanceof Neg neg
        && neg.of() instanceof Num one
        && one.value().isOne()
        && INVERTIBLE.contains(name)) {
      function = "arc" + name;
      power = null;
    }
    List<Node> arguments = new ArrayList<>(arguments());
    if (TRIGONOMETRIC.contains(function)) {
      arguments.replaceAll(Functions::radians);
    }
    if (arguments.size() == 1 && (name.equals("max") || name.equals("min"))) {
      return arguments.get(0);
    }
    if (base != null && function.equals("log")) {
      arguments.add(base);
    }
    if (function.equals("lg")) {
      function = "log";
    }
    Node call = function.equals("cis")
        ? new Add(List.of(
            new Call("cos", List.copyOf(arguments)),
            new Mul(List.of(Constant.I, new Call("sin", List.copyOf(arguments))))))
        : new Call(function, List.copyOf(arguments));
    return power == null ? call : new Pow(call, power);
  }

  private Node script() {
    return cursor.isKind(Kind.NUMBER) ? Numbers.parse(cursor.next().text()) : atoms.atom();
  }

  private List<Node> arguments() {
    if (cursor.is("(") || cursor.is("[") || cursor.is("{") || cursor.is("\\{")) {
      return Brackets.items(brackets.read());
    }
    Node argument = cursor.is("-") ? parser.factor() : parser.power();
    while (parser.startsFactor(argument)
        && !cursor.is("(")
        && !cursor.is("[")
        && !cursor.is("|")
        && !(cursor.isKind(Kind.COMMAND)
            && Commands.FUNCTIONS.contains(cursor.peek().text()))) {
      argument = new Mul(List.of(argument, parser.power()));
    }
    return List.of(argument);
  }

  private static Node radians(Node node) {
    if (node instanceof Degrees degrees) {
      return new Div(new Mul(List.of(degrees.of(), Constant.PI)), Num.of(180));
    }
    if (node instanceof Neg neg) {
      return new Neg(radians(neg.of()));
    }
    if (node instanceof Add add) {
      return new Add(add.terms().stream().map(Functions::radians).toList());
    }
    if (node instanceof Mul mul) {
      return new Mul(mul.factors().stream().map(Functions::radians).toList());
    }
    return node;
  }

  /** Reads {@code \sum_{k=1}^{n} body}; the body ends at the next plus or minus. */
  Node series(String operation) {
    Node from = null;
    Node to = null;
    String variable = null;
    while (cursor.is("_") || cursor.is("^")) {
      if (cursor.next().is("_")) {
        if (cursor.is("{")
            && cursor.peek(1).kind() == Kind.LETTER
            && cursor.peek(2).is("=")) {
          cursor.next();
          variable = Atoms.variable(cursor.next());
          cursor.next();
          from = parser.sum();
          cursor.expect("}");
        } else {
          from = script();
        }
      } else {
        to = script();
      }
    }
    boolean fresh = variable != null && cursor.bound.add(variable);
    Node body = parser.term();
    if (fresh) {
      cursor.bound.remove(variable);
    }
    if (variable == null || from == null || to == null) {
      return new Call(operation, List.of(orNothing(from), orNothing(to), body));
    }
    return new Series(operation, variable, from, to, body);
  }

  private static Node orNothing(@Nullable Node node) {
    return node == null ? NOTHING : node;
  }

  /** Reads {@code \int_a^b body dx}, which is distinguished from other integrals but not evaluated. */
  Node integral() {
    Node from = NOTHING;
    Node to = NOTHING;
    while (cursor.is("_") || cursor.is("^")) {
      boolean lower = cursor.next().is("_");
      Node bound = NOTHING;
      if (cursor.is("{") && cursor.peek(1).is("}")) {
        cursor.next();
        cursor.next();
      } else {
        bound = script();
      }
      from = lower ? bound : from;
      to = lower ? to : bound;
    }
    String outer = cursor.differential;
    cursor.differential = null;
    cursor.integrals++;
    Node body = parser.sum();
    cursor.integrals--;
    String variable = cursor.differential == null ? "x" : cursor.differential;
    cursor.differential = outer;
    return new Call("int", List.of(new Sym(variable), from, to, body));
  }

  /** Reads {@code \lim_{x \to a^+} body}. */
  Node limit() {
    cursor.expect("_");
    cursor.expect("{");
    String variable = Atoms.variable(cursor.next());
    Token arrow = cursor.next();
    if (!arrow.isCommand("to")
        && !arrow.isCommand("rightarrow")
        && !arrow.isCommand("Rightarrow")) {
      throw new Unreadable("\\to expected");
    }
    Node point = cursor.take("-") ? new Neg(atoms.atom()) : atoms.atom();
    String side = "";
    if (cursor.take("^")) {
      boolean braced = cursor.take("{");
      side = cursor.next().text();
      if (braced) {
        cursor.expect("}");
      }
    }
    cursor.expect("}");
    return new Call(
        "lim", List.of(new Sym(variable), point, new Sym("side" + side), parser.term()));
  }

  /** Reads a matrix, a determinant, or lines of equations. */
  Node environment(String name) {
    if (name.endsWith("cases")) {
      return new Cases(cursor, parser).read();
    }
    boolean matrix = name.endsWith("matrix") || name.equals("array");
    if (name.equals("array") && cursor.is("{")) {
      while (!cursor.isKind(Kind.END) && !cursor.next().is("}")) {
        // The columns' alignment.
      }
    }
    List<List<Node>> rows = new ArrayList<>();
    List<Node> row = new ArrayList<>();
    while (!isEnd()) {
      if (cursor.take("\\\\")) {
        rows.add(row);
        row = new ArrayList<>();
      } else if (!cursor.take("&")) {
        row.add(matrix ? parser.relation() : parser.list());
        if (!cursor.is("&") && !cursor.is("\\\\") && !isEnd()) {
          throw new Unreadable("'%s' within a matrix".formatted(cursor.peek().text()));
        }
      }
    }
    cursor.next();
    if (!row.isEmpty()) {
      rows.add(row);
    }
    if (rows.isEmpty() || rows.stream().anyMatch(List::isEmpty)) {
      throw new Unreadable("an empty row");
    }
    if (!matrix) {
      return lines(rows);
    }
    int width = rows.get(0).size();
    if (rows.stream().anyMatch(r -> r.size() != width)) {
      throw new Unreadable("rows of different lengths");
    }
    Matrix result = new Matrix(rows.stream().map(List::copyOf).toList());
    return switch (name) {
      case "vmatrix" -> new Call("det", List.of(result));
      case "Vmatrix" -> new Call("norm", List.of(result));
      default -> result;
    };
  }

  /** Reads {@code x &= 1 \\ y &= 2}, where the ampersand is inside the relation. */
  private static Node lines(List<List<Node>> rows) {
    List<Node> lines = new ArrayList<>();
    for (List<Node> row : rows) {
      if (row.size() != 1) {
        throw new Unreadable("lines of several columns");
      }
      lines.add(row.get(0));
    }
    return lines.size() == 1 ? lines.get(0) : new Listing(List.copyOf(lines));
  }

  private boolean isEnd() {
    if (cursor.isKind(Kind.END)) {
      throw new Unreadable("\\end is missing");
    }
    return cursor.isKind(Kind.COMMAND) && cursor.peek().text().startsWith("end:");
  }
}
