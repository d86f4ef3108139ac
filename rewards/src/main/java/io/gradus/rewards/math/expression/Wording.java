package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Token.Kind;
import io.gradus.rewards.math.vocabulary.Lexicon;
import java.util.List;

/**
 * Rewrites the prose around a value as symbols or removes it: {@code the area is 12} becomes {@code 12}, {@code 5
 * squared} becomes {@code 5^2}, {@code 413 (base 5)} becomes {@code 413_5}. Words that are in no list remain.
 */
final class Wording {
  private final Tokens tokens;
  private String domain = "";

  private Wording(List<Token> tokens) {
    this.tokens = new Tokens(tokens);
  }

  /**
   * Answer without its prose.
   *
   * @param domain the set that a removed note names for its variable, such as {@code integers}, or empty
   */
  record Read(List<Token> tokens, String domain) {}

  static Read of(List<Token> tokens) {
    boolean prose = false;
    for (Token token : tokens) {
      prose |= token.kind() == Kind.WORD
          || (token.is("(") && token.spaced())
          || token.isCommand("in")
          || token.isCommand("forall")
          || token.isCommand("ge")
          || token.isCommand("integers");
    }
    if (!prose) {
      return new Read(tokens, "");
    }
    Wording wording = new Wording(tokens);
    new Remarks(wording.tokens).number();
    Wording numbers = new Wording(NumberWords.replaced(wording.tokens.list()));
    numbers.rewrite();
    return new Read(numbers.tokens.list(), numbers.domain);
  }

  private void rewrite() {
    currency();
    new Leads(tokens).cut();
    base();
    for (int i = 1; i < tokens.size(); i++) {
      infix(i);
    }
    domain = new Qualifiers(tokens).cut();
    new Remarks(tokens).cut();
  }

  /** Moves a currency code behind its amount: {@code USD 35} becomes {@code 35 USD}. */
  private void currency() {
    int sign = tokens.get(1).is("-") ? 2 : 1;
    String unit = tokens.isKind(0, Kind.WORD) ? Lexicon.currency(tokens.get(0).text()) : null;
    if (unit != null && tokens.isKind(sign, Kind.NUMBER)) {
      tokens.cut(0, 1);
      tokens.replace(tokens.size(), tokens.size(), new Token(Kind.WORD, unit, true));
    }
  }

  /** Rewrites {@code 413 in base 5} and {@code 101 in binary}, also with parentheses. */
  private void base() {
    for (int i = 1; i < tokens.size(); i++) {
      String named = switch (tokens.word(i)) {
        case "binary" -> "2";
        case "octal" -> "8";
        case "hexadecimal", "hex" -> "16";
        default -> "";
      };
      if (!named.isEmpty()) {
        tokens.replace(i, i + 1, new Token(Kind.WORD, "base", true), Tokens.number(named));
      }
      if (!tokens.word(i).equals("base")) {
        continue;
      }
      int from = i;
      from -= tokens.word(from - 1).equals("in") ? 1 : 0;
      boolean round = tokens.get(from - 1).is("(");
      from -= round ? 1 : 0;
      int number = tokens.get(i + 1).is("-") || tokens.get(i + 1).is(":") ? i + 2 : i + 1;
      int end = number + 1;
      end += tokens.word(end).equals("notation") ? 1 : 0;
      boolean closed = !round || tokens.get(end).is(")");
      boolean digits =
          tokens.isKind(from - 1, Kind.NUMBER) || tokens.get(from - 1).is(")");
      if (tokens.isKind(number, Kind.NUMBER) && closed && digits) {
        tokens.replace(
            from, round ? end + 1 : end, new Token(Kind.SYMBOL, "_", false), tokens.get(number));
      }
    }
  }

  /** Rewrites a word between two values or after one. */
  private void infix(int i) {
    String word = tokens.word(i);
    if (word.isEmpty() && !tokens.get(i).is(":")) {
      return;
    }
    boolean value = tokens.endsValue(i - 1);
    boolean between = value && tokens.startsValue(i + 1);
    switch (word) {
      case "times", "plus" -> {
        if (between) {
          tokens.replace(i, i + 1, Tokens.symbol(word.equals("times") ? "*" : "+"));
        }
      }
      case "to" -> {
        if (tokens.isKind(i - 1, Kind.NUMBER) && tokens.isKind(i + 1, Kind.NUMBER)) {
          tokens.replace(i, i + 1, Tokens.symbol(":"));
        }
      }
      case "minus" -> {
        if (between) {
          tokens.replace(i, i + 1, Tokens.symbol("-"));
        }
      }
      case "divided", "multiplied" -> {
        if (value && tokens.word(i + 1).equals("by") && tokens.startsValue(i + 2)) {
          tokens.replace(i, i + 2, Tokens.symbol(word.equals("divided") ? "/" : "*"));
        }
      }
      case "out" -> {
        if (value && tokens.word(i + 1).equals("of") && tokens.isKind(i + 2, Kind.NUMBER)) {
          tokens.replace(i, i + 2, Tokens.symbol("/"));
        }
      }
      case "for" -> {
        if (value && tokens.word(i + 1).equals("every") && tokens.isKind(i + 2, Kind.NUMBER)) {
          tokens.replace(i, i + 2, Tokens.symbol(":"));
        }
      }
      case "squared", "cubed" -> {
        if (value) {
          tokens.replace(
              i,
              i + 1,
              new Token(Kind.SYMBOL, "^", false),
              Tokens.number(word.equals("squared") ? "2" : "3"));
        }
      }
      case "choose" -> {
        if (tokens.isKind(i - 1, Kind.NUMBER) && tokens.isKind(i + 1, Kind.NUMBER)) {
          tokens.replace(
              i - 1,
              i + 2,
              new Token(Kind.COMMAND, "binom", true),
              Tokens.symbol("{"),
              tokens.get(i - 1),
              Tokens.symbol("}"),
              Tokens.symbol("{"),
              tokens.get(i + 1),
              Tokens.symbol("}"));
        }
      }
      case "is", "equals" -> verb(i, value);
      case "below", "above" -> zero(i, word.equals("below"));
      default -> {
        // Another word, or the colon that "to" became: "to the power of".
        boolean power = tokens.get(i).is(":")
            && tokens.word(i + 1).equals("the")
            && tokens.word(i + 2).equals("power")
            && tokens.word(i + 3).equals("of");
        if (power) {
          tokens.replace(i, i + 4, new Token(Kind.SYMBOL, "^", false));
        }
      }
    }
  }

  /** Rewrites {@code 3 is to 2} as a ratio and {@code x is 5} as an equation. */
  private void verb(int i, boolean value) {
    if (value && tokens.word(i + 1).equals("to") && tokens.startsValue(i + 2)) {
      tokens.replace(i, i + 2, Tokens.symbol(":"));
    } else if (isName(i - 1) && tokens.startsValue(i + 1) && !tokens.isArticle(i + 1)) {
      tokens.replace(i, i + 1, Tokens.symbol("="));
    }
  }

  /** Returns whether a variable or {@code f(x)} ends here. */
  private boolean isName(int i) {
    int open = tokens.get(i).is(")") ? tokens.opening(i) : i;
    return tokens.isKind(open == i ? i : open - 1, Kind.LETTER);
  }

  /** Rewrites {@code 7 below zero} and {@code 7 degrees above zero}. */
  private void zero(int i, boolean below) {
    int number = i - 1;
    while (number > 0 && tokens.isKind(number, Kind.WORD)) {
      number--;
    }
    boolean degrees = tokens.get(number).isCommand("circ");
    number -= degrees && tokens.get(number - 1).is("^") ? 2 : degrees ? 1 : 0;
    boolean zero = tokens.isKind(i + 1, Kind.NUMBER) && tokens.get(i + 1).text().equals("0");
    if (zero && number == 0 && tokens.isKind(0, Kind.NUMBER) && i + 2 == tokens.size()) {
      tokens.cut(i, i + 2);
      if (below) {
        tokens.replace(0, 0, Tokens.symbol("-"));
      }
    }
  }
}
