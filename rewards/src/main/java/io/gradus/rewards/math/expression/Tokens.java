package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** List of tokens that is rewritten in place before parsing. Reading past an end returns {@link #NOTHING}. */
final class Tokens {
  private static final Token NOTHING = new Token(Kind.END, "", false);

  private final List<Token> list;

  Tokens(List<Token> tokens) {
    this.list = new ArrayList<>(tokens);
  }

  List<Token> list() {
    return list;
  }

  /** Returns the number of tokens before the end mark. */
  int size() {
    return list.size() - 1;
  }

  Token get(int i) {
    return i < 0 || i >= list.size() ? NOTHING : list.get(i);
  }

  /** Returns the word at an index in lower case; empty if there is none. */
  String word(int i) {
    Token token = get(i);
    return token.kind() == Kind.WORD ? token.text().toLowerCase(Locale.ROOT) : "";
  }

  boolean isKind(int i, Kind kind) {
    return get(i).kind() == kind;
  }

  boolean isArticle(int i) {
    return word(i).equals("a")
        || word(i).equals("an")
        || (isKind(i, Kind.LETTER) && get(i).text().equals("a") && get(i).spaced())
        || (i == 0 && isKind(i, Kind.LETTER) && get(i).text().equalsIgnoreCase("a"));
  }

  /** Returns whether a value may begin here. */
  boolean startsValue(int i) {
    Token token = get(i);
    return switch (token.kind()) {
      case NUMBER, LETTER -> true;
      case COMMAND -> Atoms.starts(token.text()) || token.text().equals("emptyset");
      case SYMBOL -> "([{|-+\\{⟨±".contains(token.text()) && !token.is("}");
      default -> false;
    };
  }

  /** Returns whether a value may end here. */
  boolean endsValue(int i) {
    Token token = get(i);
    return switch (token.kind()) {
      case NUMBER, LETTER -> true;
      case COMMAND -> Atoms.starts(token.text());
      case SYMBOL -> ")]}|!%\\}⟩'".contains(token.text()) && !token.is("\\{");
      default -> false;
    };
  }

  /** Replaces the tokens from an index up to another. */
  void replace(int from, int to, Token... by) {
    list.subList(from, to).clear();
    list.addAll(from, List.of(by));
  }

  void cut(int from, int to) {
    list.subList(from, to).clear();
  }

  /** Finds the bracket that opens the group ending at an index; -1 if there is none. */
  int opening(int close) {
    int depth = 0;
    for (int i = close; i >= 0; i--) {
      Token token = get(i);
      depth += token.is(")") ? 1 : token.is("(") ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  static Token symbol(String text) {
    return new Token(Kind.SYMBOL, text, true);
  }

  static Token number(String digits) {
    return new Token(Kind.NUMBER, digits, true);
  }
}
