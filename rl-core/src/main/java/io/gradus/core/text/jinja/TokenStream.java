package io.gradus.core.text.jinja;

import io.gradus.core.text.jinja.Token.Kind;
import io.gradus.core.text.jinja.value.TemplateError;
import java.util.List;

/** The tokens, one at a time, with the current depth of nesting. */
final class TokenStream {
  /** Largest depth of nesting: more than any template needs, and small enough for evaluation on the smallest stack. */
  private static final int MAX_DEPTH = 150;

  private final List<Token> tokens;
  private int at;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(at);
  }

  Token ahead() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(at);
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean isOperator(String text) {
    return current().is(Kind.OPERATOR, text);
  }

  boolean isName(String text) {
    return current().is(Kind.NAME, text);
  }

  boolean skipOperator(String text) {
    boolean there = isOperator(text);
    if (there) {
      next();
    }
    return there;
  }

  boolean skipName(String text) {
    boolean there = isName(text);
    if (there) {
      next();
    }
    return there;
  }

  Token expect(Kind kind) {
    if (current().kind() != kind) {
      throw unexpected(kind == Kind.NAME ? "a name" : kind == Kind.TAG_END ? "'%}'" : "'}}'");
    }
    return next();
  }

  void expectOperator(String text) {
    if (!skipOperator(text)) {
      throw unexpected("'" + text + "'");
    }
  }

  void expectName(String text) {
    if (!skipName(text)) {
      throw unexpected("'" + text + "'");
    }
  }

  TemplateError unexpected(String wanted) {
    return new TemplateError(
        "expected %s, found %s".formatted(wanted, current().shown()), current().line());
  }

  void enter() {
    if (++depth > MAX_DEPTH) {
      throw new TemplateError(
          "nested more than %d deep".formatted(MAX_DEPTH), current().line());
    }
  }

  void leave() {
    depth--;
  }
}
