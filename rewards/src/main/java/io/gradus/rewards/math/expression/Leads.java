package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Token.Kind;
import io.gradus.rewards.math.vocabulary.Lexicon;

/** Handles the words before a value: {@code the area is 12}, {@code twice 9}, {@code the square root of 16}. */
final class Leads {
  private static final int LONGEST_LEAD = 14;

  private final Tokens tokens;

  Leads(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Removes the words before the value, or replaces them by operations of the formula. */
  void cut() {
    if (tokens.get(0).is("=") || tokens.get(0).isCommand("therefore")) {
      tokens.cut(0, 1);
    }
    if (applied(0)) {
      return;
    }
    int end = 0;
    boolean verb = false;
    boolean bare = true;
    while (end < LONGEST_LEAD) {
      String word = tokens.word(end);
      boolean joined = end > 0 && (tokens.get(end).is(",") || tokens.isKind(end, Kind.JOINER));
      boolean letter =
          end > 0 && tokens.isKind(end, Kind.LETTER) && !tokens.word(end + 1).isEmpty();
      boolean article = tokens.isArticle(end) && !tokens.word(end + 1).isEmpty();
      boolean isVerb = Lexicon.isVerb(word);
      if (!isVerb && !joined && !letter && !article && (word.isEmpty() || !Lexicon.isLead(word))) {
        break;
      }
      verb |= isVerb;
      bare &= isVerb || article || joined || Lexicon.isBareLead(word);
      end++;
    }
    boolean colon = end > 1 && (tokens.get(end).is(":") || tokens.get(end).is("="));
    end += colon ? 1 : 0;
    if (end == 0 || !(verb || colon || bare)) {
      return;
    }
    if (tokens.startsValue(end) || applies(end)) {
      tokens.cut(0, end);
      applied(0);
    }
  }

  private boolean applies(int i) {
    return switch (tokens.word(i)) {
      case "twice", "double", "triple", "thrice" -> tokens.startsValue(i + 1);
      case "square", "cube" ->
        tokens.word(i + 1).equals("of") || tokens.word(i + 1).equals("root");
      default -> false;
    };
  }

  /** Rewrites {@code twice 9}, {@code the square of 9} and {@code the square root of 16} as formulas. */
  private boolean applied(int from) {
    int i = tokens.word(from).equals("the") ? from + 1 : from;
    if (!applies(i)) {
      return false;
    }
    String word = tokens.word(i);
    if (!word.equals("square") && !word.equals("cube")) {
      String factor = word.startsWith("t") && !word.equals("twice") ? "3" : "2";
      tokens.replace(from, i + 1, Tokens.number(factor), Tokens.symbol("*"));
      return true;
    }
    String power = word.equals("square") ? "2" : "3";
    boolean root = tokens.word(i + 1).equals("root");
    int value = root ? i + 3 : i + 2;
    if ((root && !tokens.word(i + 2).equals("of")) || !tokens.startsValue(value)) {
      return false;
    }
    int end = tokens.size();
    if (root) {
      tokens.replace(
          end,
          end,
          Tokens.symbol(")"),
          Tokens.symbol("^"),
          Tokens.symbol("{"),
          Tokens.number("1"),
          Tokens.symbol("/"),
          Tokens.number(power),
          Tokens.symbol("}"));
    } else {
      tokens.replace(end, end, Tokens.symbol(")"), Tokens.symbol("^"), Tokens.number(power));
    }
    tokens.replace(from, value, Tokens.symbol("("));
    return true;
  }
}
