package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Token.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Position of the parser, with the context of this position. */
final class Cursor {
  private final List<Token> tokens;
  private int at;
  private int depth;
  private @Nullable Token rest;

  /** Whether a bar at this position ends an absolute value, or the first half of a set builder. */
  boolean barEnds;

  /** Whether a colon here introduces a condition, not a ratio. */
  boolean colonEnds;

  /** Whether {@code >} here closes an angle bracket. */
  boolean angleEnds;

  /** Whether {@code [} here closes an outward bracket. */
  boolean squareEnds;

  /** Whether a word here may begin the condition of a piece of a function. */
  boolean pieces;

  /** Variables that a sum binds; if {@code i} is among them, it is not the imaginary unit. */
  final Set<String> bound = new HashSet<>();

  /** Number of open integrals. {@link #differential} is the variable of the innermost one. */
  int integrals;

  @Nullable
  String differential;

  Cursor(List<Token> tokens) {
    if (tokens.size() > Limits.NODES) {
      throw new Unreadable("more than " + Limits.NODES + " tokens");
    }
    this.tokens = tokens;
  }

  Token peek() {
    return rest != null ? rest : tokens.get(at);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    rest = null;
    if (at < tokens.size() - 1) {
      at++;
    }
    return token;
  }

  /** Takes one digit of the number here, as {@code \frac12} needs. */
  Token nextDigit() {
    Token token = next();
    if (token.text().length() > 1 && token.text().chars().allMatch(c -> c >= '0' && c <= '9')) {
      at--;
      rest = new Token(Kind.NUMBER, token.text().substring(1), false);
      return new Token(Kind.NUMBER, token.text().substring(0, 1), token.spaced());
    }
    return token;
  }

  boolean is(String symbol) {
    return peek().is(symbol);
  }

  boolean isCommand(String name) {
    return peek().isCommand(name);
  }

  boolean isKind(Kind kind) {
    return peek().kind() == kind;
  }

  boolean take(String symbol) {
    if (is(symbol)) {
      next();
      return true;
    }
    return false;
  }

  void expect(String symbol) {
    if (!take(symbol)) {
      throw new Unreadable("'%s' expected, not '%s'".formatted(symbol, peek().text()));
    }
  }

  int position() {
    return at;
  }

  void reset(int position) {
    at = position;
    rest = null;
  }

  void deeper() {
    if (++depth > Limits.DEPTH) {
      throw new Unreadable("nested more than " + Limits.DEPTH + " deep");
    }
  }

  void shallower() {
    depth--;
  }
}
