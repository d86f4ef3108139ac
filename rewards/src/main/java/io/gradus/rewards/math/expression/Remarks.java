package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Token.Kind;
import io.gradus.rewards.math.vocabulary.Units;
import java.util.List;

/** Handles the remarks after a value: {@code 12 in total}, {@code 17 (seventeen)}, {@code 45 (cm)}. */
final class Remarks {
  private static final List<List<String>> REMARKS = List.of(
      List.of("in", "total"),
      List.of("in", "all"),
      List.of("altogether"),
      List.of("total"),
      List.of("overall"),
      List.of("as", "required"),
      List.of("as", "desired"),
      List.of("as", "needed"),
      List.of("as", "requested"),
      List.of("as", "claimed"),
      List.of("as", "expected"),
      List.of("as", "stated"),
      List.of("as", "shown"),
      List.of("as", "wanted"),
      List.of("respectively"),
      List.of("exactly"),
      List.of("is", "the", "answer"),
      List.of("is", "the", "final", "answer"),
      List.of("is", "the", "correct", "answer"),
      List.of("is", "our", "answer"),
      List.of("is", "the", "solution"),
      List.of("is", "the", "result"),
      List.of("is", "correct"));

  private final Tokens tokens;

  Remarks(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Removes a closing remark and the parentheses around a unit. */
  void cut() {
    closing();
    unbracketed();
  }

  /** Removes a note that repeats the number: {@code 17 (seventeen)}. Another number in the note is an error. */
  void number() {
    int close = tokens.size() - 1;
    int open = tokens.get(close).is(")") ? tokens.opening(close) : -1;
    if (open < 1 || !tokens.isKind(open - 1, Kind.NUMBER)) {
      return;
    }
    for (int i = open + 1; i < close; i++) {
      if (tokens.word(i).isEmpty() && !tokens.get(i).is("-") && !tokens.isKind(i, Kind.JOINER)) {
        return;
      }
    }
    List<Token> said = NumberWords.replaced(List.copyOf(tokens.list().subList(open + 1, close)));
    if (said.size() == 1 && said.get(0).kind() == Kind.NUMBER) {
      if (!said.get(0).text().equals(tokens.get(open - 1).text())) {
        throw new Unreadable("a number in words that is another one");
      }
      tokens.cut(open, close + 1);
    }
  }

  /** Removes a closing remark, with or without a comma before it, and the end of {@code 58, not 59}. */
  private void closing() {
    for (List<String> remark : REMARKS) {
      int from = tokens.size() - remark.size();
      boolean said = from > 0;
      for (int i = 0; i < remark.size() && said; i++) {
        said = tokens.word(from + i).equals(remark.get(i));
      }
      if (said) {
        int comma = tokens.get(from - 1).is(",") ? from - 1 : from;
        if (comma > 0 && (comma < from || !remark.get(0).equals("total"))) {
          tokens.cut(comma, tokens.size());
        }
        return;
      }
    }
    int not = tokens.size() - 2;
    if (not == 2
        && tokens.word(not).equals("not")
        && tokens.get(1).is(",")
        && tokens.isKind(0, Kind.NUMBER)
        && tokens.isKind(3, Kind.NUMBER)
        && !tokens.get(0).text().equals(tokens.get(3).text())) {
      tokens.cut(1, tokens.size());
    }
  }

  /** Removes the parentheses around a unit: {@code 45 (cm)}. */
  private void unbracketed() {
    int close = tokens.size() - 1;
    int open = tokens.get(close).is(")") ? tokens.opening(close) : -1;
    boolean value = tokens.endsValue(open - 1) || tokens.isKind(open - 1, Kind.WORD);
    if (open < 1 || !value || !tokens.get(open).spaced()) {
      return;
    }
    boolean words = false;
    for (int i = open + 1; i < close; i++) {
      Token token = tokens.get(i);
      boolean letter = token.kind() == Kind.LETTER
          && Units.LETTERS.contains(token.text())
          && (tokens.isKind(open - 1, Kind.NUMBER) || words);
      boolean unit = token.kind() == Kind.WORD
          || letter
          || (words && (token.is("/") || token.is("^") || token.kind() == Kind.NUMBER))
          || token.is("{")
          || token.is("}");
      if (!unit) {
        return;
      }
      words |= token.kind() == Kind.WORD || letter;
      if (letter) {
        tokens.replace(i, i + 1, new Token(Kind.WORD, token.text(), token.spaced()));
      }
    }
    if (words) {
      tokens.cut(close, close + 1);
      tokens.cut(open, open + 1);
    }
  }
}
