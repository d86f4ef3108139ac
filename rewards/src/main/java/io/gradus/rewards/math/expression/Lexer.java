package io.gradus.rewards.math.expression;

import io.gradus.rewards.math.expression.Token.Kind;
import io.gradus.rewards.math.vocabulary.Commands;
import io.gradus.rewards.math.vocabulary.Lexicon;
import io.gradus.rewards.math.vocabulary.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a cleaned answer into tokens in one pass. Letters are difficult: {@code xy} is a product, {@code sinx} a
 * function, {@code 5 cm} a unit, {@code Evelyn} a word.
 */
final class Lexer {
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private final NumberScanner numbers;
  private boolean spaced;

  /**
   * @param commasGroup whether a comma before three digits groups thousands
   */
  Lexer(String text, boolean commasGroup) {
    this.text = text;
    this.numbers = new NumberScanner(text, commasGroup);
  }

  List<Token> tokens() {
    range(0, text.length(), false);
    emit(Kind.END, "");
    return tokens;
  }

  /** Returns whether a comma was read as a thousands separator, so that there is a second reading. */
  boolean grouped() {
    return numbers.grouped();
  }

  private void emit(Kind kind, String token) {
    tokens.add(new Token(kind, token, spaced));
    spaced = false;
  }

  private @Nullable Token last() {
    return tokens.isEmpty() ? null : tokens.get(tokens.size() - 1);
  }

  private boolean afterValue() {
    Token last = last();
    return last != null
        && (last.kind() == Kind.NUMBER
            || last.kind() == Kind.WORD
            || last.is(")")
            || last.is("}")
            || last.is("]")
            || last.is("%")
            || last.isCommand("pi"));
  }

  /** Reads a part of the text. {@code prose} is true inside {@code \text}, where letters form words. */
  private void range(int from, int to, boolean prose) {
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      int counted =
          c == '{' || c == '_' || c == '^' || NumberScanner.isDigit(c) ? chosen(i, to) : i;
      if (counted > i) {
        i = counted;
      } else if (c == ' ' || c == '$' || c == '~' || c == '"' || c == '`') {
        spaced = true;
        i++;
      } else if (NumberScanner.isDigit(c)
          || (c == '.' && i + 1 < to && NumberScanner.isDigit(text.charAt(i + 1)))
          || text.startsWith(".\\overline{", i)) {
        i = numbers.read(i, to);
        emit(Kind.NUMBER, numbers.digits());
      } else if (c == '\\') {
        i = command(i, to);
      } else if (Cleaning.isAsciiLetter(c)) {
        i = letters(i, to, prose);
      } else if (c < 0x80) {
        i = symbol(i, to);
      } else {
        i = unicode(i, to);
      }
    }
  }

  // ---------------------------------------------------------------------------------------------------- letters

  private int letters(int from, int to, boolean prose) {
    int end = from;
    while (end < to && Cleaning.isAsciiLetter(text.charAt(end))) {
      end++;
    }
    String run = text.substring(from, end);
    String lower = run.toLowerCase(Locale.ROOT);
    if (lower.equals("and") || lower.equals("or")) {
      emit(Kind.JOINER, lower);
      return end;
    }
    Token before = last();
    if (run.length() > 1 && before != null && before.kind() == Kind.WORD) {
      emit(Kind.WORD, run);
      return end;
    }
    if (lower.equals("to") && afterValue()) {
      // "3 to 4" is a ratio.
      emit(Kind.SYMBOL, ":");
      return end;
    }
    if (lower.equals("mod")) {
      emit(Kind.COMMAND, "mod");
      return end;
    }
    if (run.length() <= 3 && isAlone(from, end, to) && Lexicon.isShortWord(run)) {
      emit(Kind.WORD, run);
      return end;
    }
    if (lower.equals("x") && isTimesPowerOfTen(end, to)) {
      emit(Kind.SYMBOL, "*");
      return end;
    }
    if (prose) {
      // An upright letter after a value is a unit; elsewhere it is a variable.
      boolean unit = run.length() > 1 || (Units.LETTERS.contains(run) && afterValue());
      emit(unit ? Kind.WORD : Kind.LETTER, run);
      return end;
    }
    if (run.length() == 1) {
      boolean unit = Units.LETTERS.contains(run)
          && (spaced || (last() != null && last().kind() == Kind.WORD))
          && afterValue()
          && endsElement(end, to)
          && !isVariable(run);
      emit(unit ? Kind.WORD : Kind.LETTER, run);
      return subscriptDigits(from, end, to);
    }
    if (Units.isKnown(run) && afterValue() && (spaced || run.length() > 1)) {
      emit(Kind.WORD, run);
      return end;
    }
    String plain = Commands.plain(run);
    if (plain != null) {
      emit(Kind.COMMAND, plain);
      return end;
    }
    Token last = last();
    boolean attached = !spaced && last != null && (last.kind() == Kind.NUMBER || last.is(")"));
    for (String function : new String[] {"sin", "cos", "tan", "log", "ln"}) {
      if (run.length() == function.length() + 1
          && run.startsWith(function)
          && !run.equals("cost")) {
        emit(Kind.COMMAND, function);
        emit(Kind.LETTER, run.substring(function.length()));
        return end;
      }
    }
    for (String joiner : new String[] {"or", "and"}) {
      if (attached && run.startsWith(joiner) && run.length() <= joiner.length() + 1) {
        emit(Kind.JOINER, joiner);
        emit(Kind.LETTER, run.substring(joiner.length()));
        return end;
      }
    }
    if (run.length() <= 3 || (attached && run.length() <= 4)) {
      for (int i = 0; i < run.length(); i++) {
        emit(Kind.LETTER, run.substring(i, i + 1));
      }
      return end;
    }
    emit(Kind.WORD, run);
    return end;
  }

  /** Returns whether letters are separated from their neighbours, as words are. */
  private boolean isAlone(int from, int end, int to) {
    if (NumberWords.small(text.substring(from, end)) != null) {
      // "forty-two".
      return from == 0 || !NumberScanner.isDigit(text.charAt(from - 1));
    }
    boolean before = from == 0 || " (,;:".indexOf(text.charAt(from - 1)) >= 0;
    return end - from > 1
        && before
        && (end >= to || " ,;:)\\".indexOf(text.charAt(end)) >= 0)
        && (end - from > 2 || spaced || from == 0 || text.charAt(from - 1) == '(');
  }

  /** Returns whether a letter is the x of "3.5 x 10^4". */
  private boolean isTimesPowerOfTen(int end, int to) {
    Token last = last();
    if (last == null || last.kind() != Kind.NUMBER) {
      return false;
    }
    int i = end;
    while (i < to && text.charAt(i) == ' ') {
      i++;
    }
    return text.startsWith("10^", i) || text.startsWith("10**", i);
  }

  /** Whether a letter was read as a variable before: the m of {@code \sum_{m=1}^{n} m} is no unit. */
  private boolean isVariable(String letter) {
    return tokens.stream().anyMatch(t -> t.kind() == Kind.LETTER && t.text().equals(letter));
  }

  /** Reads {@code x1} as {@code x_1}; {@code 2x2y} remains a product, and {@code \frac n2} a fraction. */
  private int subscriptDigits(int from, int end, int to) {
    Token letter = tokens.get(tokens.size() - 1);
    boolean alone = from == 0 || "([{, =+-*/<>;".indexOf(text.charAt(from - 1)) >= 0;
    Token before = tokens.size() > 1 ? tokens.get(tokens.size() - 2) : letter;
    boolean argument = before.isCommand("frac") || before.isCommand("binom");
    boolean constant = letter.text().equals("i") || letter.text().equals("e");
    if (letter.kind() == Kind.LETTER
        && alone
        && !argument
        && !constant
        && end < to
        && NumberScanner.isDigit(text.charAt(end))) {
      int stop = end;
      while (stop < to && NumberScanner.isDigit(text.charAt(stop))) {
        stop++;
      }
      tokens.set(
          tokens.size() - 1,
          new Token(Kind.LETTER, letter.text() + "_" + text.substring(end, stop), letter.spaced()));
      return stop;
    }
    return end;
  }

  private boolean endsElement(int end, int to) {
    int i = end;
    while (i < to && text.charAt(i) == ' ') {
      i++;
    }
    return i >= to || ",;^/²³".indexOf(text.charAt(i)) >= 0;
  }

  /**
   * Reads combinations and arrangements such as {@code 10C3} and {@code ^{10}P_3}; returns their end, or the start if
   * none.
   */
  private int chosen(int from, int to) {
    int at = text.startsWith("{}", from) ? from + 2 : from;
    boolean script = at < to && (text.charAt(at) == '_' || text.charAt(at) == '^');
    if (script ? afterValue() || (last() != null && last().kind() == Kind.LETTER) : at > from) {
      return from;
    }
    int all = script ? at + 1 : at;
    int allEnd = count(all, to);
    int letter = allEnd;
    while (script
        && letter < to
        && (text.charAt(letter) == ' ' || text.startsWith("\\!", letter))) {
      letter += text.charAt(letter) == ' ' ? 1 : 2;
    }
    boolean known =
        allEnd > all && letter < to && (text.charAt(letter) == 'C' || text.charAt(letter) == 'P');
    if (!known) {
      return from;
    }
    int chosen = letter + 1;
    boolean lowered = chosen < to && text.charAt(chosen) == '_';
    if (lowered != script) {
      return from;
    }
    chosen += lowered ? 1 : 0;
    int end = count(chosen, to);
    boolean alone =
        end >= to || (text.charAt(end) != '_' && !Cleaning.isAsciiLetter(text.charAt(end)));
    if (end == chosen || !alone) {
      return from;
    }
    emit(Kind.COMMAND, text.charAt(letter) == 'C' ? "binom" : "arrangements");
    group(all, allEnd);
    group(chosen, end);
    return end;
  }

  private void group(int from, int to) {
    String content = text.substring(from, to).replace("{", "").replace("}", "").trim();
    emit(Kind.SYMBOL, "{");
    emit(NumberScanner.isDigit(content.charAt(0)) ? Kind.NUMBER : Kind.LETTER, content);
    emit(Kind.SYMBOL, "}");
  }

  /** Finds the end of a short number or a letter, perhaps in braces; returns the start if there is none. */
  private int count(int from, int to) {
    boolean braced = from < to && text.charAt(from) == '{';
    int i = braced ? from + 1 : from;
    int start = i;
    while (i < to && i - start < 4 && NumberScanner.isDigit(text.charAt(i))) {
      i++;
    }
    boolean letter = i == start
        && i < to
        && text.charAt(i) >= 'a'
        && text.charAt(i) <= 'z'
        && (from == 0 || text.charAt(from - 1) == '_' || text.charAt(from - 1) == '^');
    i += letter ? 1 : 0;
    if (i == start || (braced && (i >= to || text.charAt(i) != '}'))) {
      return from;
    }
    return braced ? i + 1 : i;
  }

  // ---------------------------------------------------------------------------------------------------- commands

  private int command(int from, int to) {
    int end = from + 1;
    while (end < to && Cleaning.isAsciiLetter(text.charAt(end))) {
      end++;
    }
    if (end == from + 1) {
      return escaped(from, to);
    }
    String name = text.substring(from + 1, end);
    if (!Commands.isKnown(name)) {
      String prefix = Commands.knownPrefix(name);
      if (prefix == null) {
        emit(Kind.LETTER, "\\" + name);
        return end;
      }
      end = from + 1 + prefix.length();
      name = prefix;
    }
    String canonical = Commands.canonical(name);
    if (canonical.equals("text") || canonical.equals("operatorname")) {
      return upright(end, to, canonical.equals("operatorname"));
    }
    if (Commands.IGNORED.contains(canonical)) {
      spaced |= canonical.endsWith("quad");
      boolean side = name.endsWith("left") || name.endsWith("right");
      return side && end < to && text.charAt(end) == '.' ? end + 1 : end;
    }
    if (canonical.equals("begin") || canonical.equals("end")) {
      int close = end < to && text.charAt(end) == '{' ? text.indexOf('}', end) : -1;
      if (close < 0 || close >= to) {
        throw new Unreadable("\\" + canonical + " of nothing");
      }
      emit(Kind.COMMAND, canonical + ":" + text.substring(end + 1, close).replace("*", ""));
      return close + 1;
    }
    if (canonical.equals("or") || canonical.equals("and")) {
      emit(Kind.JOINER, canonical);
    } else if (canonical.equals("mathbb")) {
      return blackboard(end, to);
    } else if (canonical.equals("mathbf")) {
      return bold(end, to, true);
    } else if (canonical.equals("boldsymbol")) {
      return bold(end, to, false);
    } else if (canonical.equals("imath") || canonical.equals("jmath")) {
      emit(Kind.LETTER, canonical.substring(0, 1));
    } else if (canonical.length() <= 2
        && !Cleaning.isAsciiLetter(canonical.charAt(canonical.length() - 1))) {
      emit(Kind.SYMBOL, canonical);
    } else {
      emit(Kind.COMMAND, canonical);
    }
    return end;
  }

  private int escaped(int from, int to) {
    char c = from + 1 < to ? text.charAt(from + 1) : ' ';
    switch (c) {
      case '{', '}', '\\' -> emit(Kind.SYMBOL, "\\" + c);
      case '%' -> emit(Kind.SYMBOL, "%");
      case '|' -> emit(Kind.SYMBOL, "‖");
      case '_', '&', '#' -> throw new Unreadable("a stray \\" + c);
      default -> spaced = true;
    }
    return Math.min(to, from + 2);
  }

  /** Reads {@code \text{...}}: words, but also upright numbers, letters and functions. */
  private int upright(int from, int to, boolean operator) {
    int open = from;
    while (open < to && (text.charAt(open) == ' ' || text.charAt(open) == '*')) {
      open++;
    }
    if (open >= to || text.charAt(open) != '{') {
      return from;
    }
    int close = closing(open, to);
    String content = text.substring(open + 1, close).trim();
    String function = Commands.canonical(content);
    boolean applied = operator || function.equals("cis") || startsArgument(close + 1, to);
    if (Commands.FUNCTIONS.contains(function) && applied) {
      emit(Kind.COMMAND, function);
    } else if (operator && content.length() > 1 && !content.contains("\\")) {
      emit(Kind.LETTER, content);
    } else {
      spaced |= open + 1 < close && text.charAt(open + 1) == ' ';
      range(open + 1, close, true);
      spaced |= close > open + 1 && text.charAt(close - 1) == ' ';
    }
    return Math.min(to, close + 1);
  }

  private boolean startsArgument(int from, int to) {
    int i = from;
    while (i < to && text.charAt(i) == ' ') {
      i++;
    }
    return i < to && (text.charAt(i) == '(' || text.startsWith("\\left(", i));
  }

  private int blackboard(int from, int to) {
    int i = from;
    while (i < to && (text.charAt(i) == ' ' || text.charAt(i) == '{')) {
      i++;
    }
    if (i >= to) {
      throw new Unreadable("\\mathbb of nothing");
    }
    String name = switch (text.charAt(i)) {
      case 'R' -> "reals";
      case 'Z' -> "integers";
      case 'Q' -> "rationals";
      case 'N' -> "naturals";
      case 'C' -> "complexes";
      default -> throw new Unreadable("\\mathbb of " + text.charAt(i));
    };
    emit(Kind.COMMAND, name);
    int end = i + 1;
    while (end < to && text.charAt(end) == ' ') {
      end++;
    }
    return text.substring(from, i).indexOf('{') >= 0 && end < to && text.charAt(end) == '}'
        ? end + 1
        : i + 1;
  }

  /** Reads bold letters: i, j and k are unit vectors, e is no constant, other letters keep their meaning. */
  private int bold(int from, int to, boolean upright) {
    int open = from;
    while (open < to && text.charAt(open) == ' ') {
      open++;
    }
    boolean braced = open < to && text.charAt(open) == '{';
    int at = braced ? open + 1 : open;
    boolean dotless = text.startsWith("\\imath", at) || text.startsWith("\\jmath", at);
    at += dotless ? 1 : 0;
    int end = dotless ? at + "imath".length() : at + 1;
    boolean single = end <= to
        && "ijke".indexOf(text.charAt(at)) >= 0
        && (braced
            ? end < to && text.charAt(end) == '}'
            : end == to || !Cleaning.isAsciiLetter(text.charAt(end)));
    if (single) {
      emit(Kind.LETTER, text.charAt(at) + "_vector");
      return braced ? end + 1 : end;
    }
    return braced && upright ? upright(open, to, false) : from;
  }

  private int closing(int open, int to) {
    int depth = 0;
    for (int i = open; i < to; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    throw new Unreadable("a brace is not closed");
  }

  // ---------------------------------------------------------------------------------------------------- symbols

  private int symbol(int from, int to) {
    char c = text.charAt(from);
    if (from + 1 < to) {
      String two = text.substring(from, from + 2);
      String meaning = switch (two) {
        case "<=", "=<" -> "le";
        case ">=", "=>" -> "ge";
        case "!=", "<>" -> "ne";
        default -> "";
      };
      // "5!=120" is a factorial and an equation; "x != 5" is not.
      if (!meaning.isEmpty()
          && !(two.equals("!=") && !spaced && last() != null && last().kind() == Kind.NUMBER)) {
        emit(Kind.COMMAND, meaning);
        return from + 2;
      }
      if (two.equals("**")) {
        emit(Kind.SYMBOL, "^");
        return from + 2;
      }
      if (two.equals("==")) {
        emit(Kind.SYMBOL, "=");
        return from + 2;
      }
    }
    if ("+-*/^_=<>()[]{}|!%,;:&'".indexOf(c) < 0) {
      if (c == '.' && text.startsWith("...", from)) {
        emit(Kind.COMMAND, "dots");
        return from + 3;
      }
      if (c == '.'
          && (from + 1 >= to || text.charAt(from + 1) == ' ' || text.charAt(from + 1) == '}')) {
        spaced = true;
        return from + 1;
      }
      throw new Unreadable("'" + c + "' is no part of a formula");
    }
    emit(Kind.SYMBOL, String.valueOf(c));
    return from + 1;
  }

  /** Reads letters of other scripts as words and skips currency signs. */
  private int unicode(int from, int to) {
    int point = text.codePointAt(from);
    int next = from + Character.charCount(point);
    if ("±∓⟨⟩‖".indexOf(point) >= 0) {
      emit(Kind.SYMBOL, Character.toString(point));
      return next;
    }
    if (Character.getType(point) == Character.CURRENCY_SYMBOL) {
      spaced = true;
      return next;
    }
    int end = from;
    while (end < to && Character.isLetter(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    if (end == from) {
      throw new Unreadable("'" + Character.toString(point) + "' is no part of a formula");
    }
    emit(Kind.WORD, text.substring(from, end));
    return end;
  }
}
