package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableSet;
import io.gradus.rewards.math.expression.Node.Add;
import io.gradus.rewards.math.expression.Node.Apply;
import io.gradus.rewards.math.expression.Node.Based;
import io.gradus.rewards.math.expression.Node.Call;
import io.gradus.rewards.math.expression.Node.Constant;
import io.gradus.rewards.math.expression.Node.Div;
import io.gradus.rewards.math.expression.Node.Mul;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Pow;
import io.gradus.rewards.math.expression.Node.Sym;
import io.gradus.rewards.math.expression.Token.Kind;
import io.gradus.rewards.math.vocabulary.Commands;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;

/** Reads the parts of a formula that need no precedence: numbers, letters, brackets, fractions, roots. */
final class Atoms {
  private static final ImmutableSet<String> STARTS = ImmutableSet.of(
      "frac",
      "sqrt",
      "binom",
      "arrangements",
      "sum",
      "prod",
      "int",
      "lim",
      "pi",
      "infty",
      "e",
      "i",
      "overline",
      "vec",
      "hat",
      "tilde",
      "widehat",
      "overrightarrow",
      "lfloor",
      "lceil",
      "angle",
      "partial",
      "widetilde",
      "overarc",
      "reals",
      "integers",
      "rationals",
      "naturals",
      "complexes");

  /** Letters that name functions when parentheses follow. */
  private static final String FUNCTION_LETTERS = "fghFGH";

  private final Cursor cursor;
  private final Parser parser;
  private final Brackets brackets;
  private final Functions functions;

  Atoms(Cursor cursor, Parser parser) {
    this.cursor = cursor;
    this.parser = parser;
    this.brackets = new Brackets(cursor, parser);
    this.functions = new Functions(cursor, parser, this, brackets);
  }

  static boolean starts(String command) {
    return STARTS.contains(command)
        || Commands.FUNCTIONS.contains(command)
        || Commands.GREEK.contains(command)
        || command.startsWith("begin:");
  }

  Node atom() {
    cursor.deeper();
    Token token = cursor.peek();
    Node node = switch (token.kind()) {
      case NUMBER -> number();
      case LETTER -> letter();
      case COMMAND -> command();
      case SYMBOL -> round();
      case WORD -> {
        Token after = cursor.peek(1);
        if (after.is("=") || after.is(":") || after.isCommand("in")) {
          yield new Sym(cursor.next().text());
        }
        throw new Unreadable("the word '%s'".formatted(token.text()));
      }
      default -> throw new Unreadable("something is missing");
    };
    cursor.shallower();
    return node;
  }

  // ---------------------------------------------------------------------------------------------------- numbers

  private Node number() {
    Token token = cursor.next();
    Num value = Numbers.parse(token.text());
    if (cursor.is("_")) {
      cursor.next();
      return new Based(token.text(), base());
    }
    Token next = cursor.peek();
    if (!value.decimal() && token.text().indexOf('(') < 0) {
      if (next.isCommand("frac")) {
        return mixed(value);
      }
      // "1 1/2", with a space before the fraction.
      if (next.kind() == Kind.NUMBER
          && next.spaced()
          && cursor.peek(1).is("/")
          && cursor.peek(2).kind() == Kind.NUMBER
          && isProper(next.text(), cursor.peek(2).text())) {
        Num over = Numbers.parse(cursor.next().text());
        cursor.next();
        Num under = Numbers.parse(cursor.next().text());
        return new Add(List.of(value, new Div(over, under)));
      }
    }
    return value;
  }

  /**
   * Reads {@code 1\frac{1}{2}} as a mixed number if the fraction is a proper one of plain integers, otherwise as a
   * product.
   */
  private Node mixed(Num whole) {
    int at = 1;
    String[] parts = {"", ""};
    for (int i = 0; i < 2; i++) {
      boolean braced = cursor.peek(at).is("{");
      Token number = cursor.peek(braced ? at + 1 : at);
      if (number.kind() != Kind.NUMBER || (braced && !cursor.peek(at + 2).is("}"))) {
        return whole;
      }
      parts[i] = number.text();
      if (!braced && i == 0 && number.text().length() == 2) {
        parts[0] = number.text().substring(0, 1);
        parts[1] = number.text().substring(1);
        break;
      }
      at += braced ? 3 : 1;
    }
    return isProper(parts[0], parts[1]) ? new Add(List.of(whole, atom())) : whole;
  }

  private static boolean isProper(String over, String under) {
    return over.length() <= 9
        && under.length() <= 9
        && over.chars().allMatch(c -> c >= '0' && c <= '9')
        && under.chars().allMatch(c -> c >= '0' && c <= '9')
        && Integer.parseInt(over) > 0
        && Integer.parseInt(over) < Integer.parseInt(under);
  }

  /** Reads a base, which may have parentheses: {@code 204_{(5)}}. */
  private String base() {
    String text = scriptText();
    boolean round = text.startsWith("(") && text.endsWith(")");
    return round ? text.substring(1, text.length() - 1) : text;
  }

  /** Reads {@code (204)_5}: digits in parentheses with a base; otherwise a bracket. */
  private Node round() {
    boolean based = cursor.is("(")
        && cursor.peek(1).kind() == Kind.NUMBER
        && cursor.peek(2).is(")")
        && cursor.peek(3).is("_");
    if (!based) {
      return brackets.read();
    }
    cursor.next();
    Token digits = cursor.next();
    cursor.next();
    cursor.next();
    return new Based(digits.text(), base());
  }

  // ---------------------------------------------------------------------------------------------------- letters

  private Node letter() {
    String name = cursor.next().text();
    if (cursor.integrals > 0 && name.equals("d") && isVariable(cursor.peek())) {
      cursor.differential = variable(cursor.next());
      return Num.of(1);
    }
    return named(name);
  }

  private static boolean isVariable(Token token) {
    return token.kind() == Kind.LETTER
        || (token.kind() == Kind.COMMAND && Commands.GREEK.contains(token.text()));
  }

  static String variable(Token token) {
    return token.kind() == Kind.COMMAND ? "\\" + token.text() : token.text();
  }

  /** Reads a variable with its subscript and primes, a constant or a function application. */
  private Node named(String bare) {
    StringBuilder primed = new StringBuilder(bare);
    while (cursor.take("'")) {
      primed.append('\'');
    }
    Node symbol = subscripted(primed.toString());
    if (!(symbol instanceof Sym sym)) {
      return symbol;
    }
    String name = sym.name();
    if (cursor.is("(") && FUNCTION_LETTERS.indexOf(name.charAt(0)) >= 0) {
      return new Apply(name, Brackets.items(brackets.read()));
    }
    boolean capital = Character.isUpperCase(name.charAt(0)) || name.equals("p") || name.equals("q");
    boolean single = cursor.is("(")
        && cursor.peek(2).is(")")
        && !cursor.peek(3).is("^")
        && (cursor.peek(1).kind() == Kind.LETTER || cursor.peek(1).kind() == Kind.NUMBER);
    if (capital && single) {
      return new Apply(name, Brackets.items(brackets.read()));
    }
    if (name.equals("e") && !cursor.bound.contains("e")) {
      return Constant.E;
    }
    if (name.equals("i") && !cursor.bound.contains("i")) {
      return Constant.I;
    }
    return sym;
  }

  Sym subscripted(String name) {
    if (!cursor.is("_")) {
      return new Sym(name);
    }
    cursor.next();
    return new Sym(name + "_" + scriptText());
  }

  /** Reads the text of a subscript, which is part of a name and no formula. */
  private String scriptText() {
    if (!cursor.is("{")) {
      Token token = cursor.next();
      if (token.kind() == Kind.SYMBOL || token.kind() == Kind.END) {
        throw new Unreadable("a subscript of '%s'".formatted(token.text()));
      }
      return token.text();
    }
    cursor.next();
    StringBuilder text = new StringBuilder();
    int open = 1;
    while (true) {
      Token token = cursor.next();
      if (token.kind() == Kind.END) {
        throw new Unreadable("a subscript is not closed");
      }
      open += token.is("{") ? 1 : token.is("}") ? -1 : 0;
      if (open == 0) {
        return text.toString();
      }
      if (!token.is("{") && !token.is("}")) {
        text.append(token.text());
      }
    }
  }

  // ---------------------------------------------------------------------------------------------------- commands

  private Node command() {
    String name = cursor.next().text();
    if (Commands.FUNCTIONS.contains(name)) {
      return functions.call(name);
    }
    if (Commands.GREEK.contains(name)) {
      return named("\\" + name);
    }
    if (name.startsWith("begin:")) {
      return functions.environment(name.substring("begin:".length()));
    }
    return switch (name) {
      case "pi" -> Constant.PI;
      case "e" -> Constant.E;
      case "i" -> Constant.I;
      case "infty" -> Constant.INFINITY;
      case "emptyset" -> new Named("empty");
      case "reals", "integers", "rationals", "naturals", "complexes" -> named(new Named(name));
      case "frac" -> fraction();
      case "binom" -> new Call("binom", List.of(argument(), argument()));
      case "arrangements" -> arrangements();
      case "sqrt" -> root();
      case "sum", "prod" -> functions.series(name);
      case "int" -> functions.integral();
      case "lim" -> functions.limit();
      case "lfloor" -> enclosed("floor", "rfloor");
      case "lceil" -> enclosed("ceil", "rceil");
      case "overline", "vec", "hat", "tilde", "widehat", "overrightarrow", "widetilde", "overarc" ->
        accented(name);
      case "dots" -> new Sym("dots");
      case "angle", "triangle", "partial" -> new Sym(name + " " + letters());
      default -> throw new Unreadable("\\%s is not known here".formatted(name));
    };
  }

  /** Reads names of sets with a sign, such as {@code \mathbb{R}^+}. */
  private Node named(Named set) {
    if (cursor.is("^")
        && (cursor.peek(1).is("+") || cursor.peek(1).is("-") || cursor.peek(1).is("*"))) {
      cursor.next();
      return new Named(set.name() + cursor.next().text());
    }
    return set;
  }

  private Node enclosed(String function, String close) {
    Node of = parser.relation();
    if (!cursor.isCommand(close)) {
      throw new Unreadable("\\%s expected".formatted(close));
    }
    cursor.next();
    return new Call(function, List.of(of));
  }

  private String letters() {
    StringBuilder name = new StringBuilder();
    while (cursor.isKind(Kind.LETTER) || cursor.isKind(Kind.WORD)) {
      name.append(cursor.next().text());
    }
    return name.toString();
  }

  private Node accented(String accent) {
    String name = scriptText();
    if (name.endsWith("_vector")) {
      return subscripted(name);
    }
    // An accent for vectors changes nothing, except that i, j and k are then unit vectors and e is
    // not the constant.
    boolean vector =
        accent.equals("vec") || accent.equals("overrightarrow") || accent.equals("hat");
    return subscripted(
        vector && name.length() == 1
            ? ("ijke".contains(name) ? name + "_vector" : name)
            : accent + " " + name);
  }

  private Node fraction() {
    if (cursor.is("{")
        && cursor.peek(1).text().equals("d")
        && cursor.peek(2).is("}")
        && cursor.peek(3).is("{")
        && cursor.peek(4).text().equals("d")
        && isVariable(cursor.peek(5))
        && cursor.peek(6).is("}")) {
      Sym variable = new Sym(variable(cursor.peek(5)));
      for (int i = 0; i < 7; i++) {
        cursor.next();
      }
      return new Call("derivative", List.of(variable, parser.term()));
    }
    Node over = argument();
    return new Div(over, argument());
  }

  /** Reads an argument as TeX does: a braced group, or the next digit, letter or command. */
  Node argument() {
    if (cursor.isKind(Kind.NUMBER)) {
      return Numbers.parse(cursor.nextDigit().text());
    }
    if (cursor.isKind(Kind.LETTER)) {
      return symbolOnly();
    }
    return atom();
  }

  private Node symbolOnly() {
    String name = cursor.next().text();
    if (name.equals("e") && !cursor.bound.contains("e")) {
      return Constant.E;
    }
    return name.equals("i") && !cursor.bound.contains("i") ? Constant.I : subscripted(name);
  }

  private Node arrangements() {
    Node all = argument();
    Node chosen = argument();
    return new Mul(
        List.of(new Call("binom", List.of(all, chosen)), new Call("factorial", List.of(chosen))));
  }

  private Node root() {
    Node index = Num.of(2);
    if (cursor.take("[")) {
      index = parser.sum();
      cursor.expect("]");
    }
    Node of = cursor.isKind(Kind.NUMBER) ? Numbers.parse(cursor.next().text()) : argument();
    boolean square = index instanceof Num two && two.value().equals(BigFraction.of(2));
    return square ? new Call("sqrt", List.of(of)) : new Pow(of, new Div(Num.of(1), index));
  }
}
