package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableMap;
import io.gradus.rewards.math.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Replaces numbers in English words by digits: {@code fifty}, {@code two thirds}, {@code three and a half}. */
final class NumberWords {
  private static final ImmutableMap<String, Integer> SMALL = small();
  private static final ImmutableMap<String, Long> LARGE =
      ImmutableMap.of("thousand", 1_000L, "million", 1_000_000L, "billion", 1_000_000_000L);
  private static final ImmutableMap<String, Integer> PARTS = ImmutableMap.<String, Integer>builder()
      .put("half", 2)
      .put("halves", 2)
      .put("third", 3)
      .put("quarter", 4)
      .put("fourth", 4)
      .put("fifth", 5)
      .put("sixth", 6)
      .put("seventh", 7)
      .put("eighth", 8)
      .put("ninth", 9)
      .put("tenth", 10)
      .put("eleventh", 11)
      .put("twelfth", 12)
      .put("sixteenth", 16)
      .put("twentieth", 20)
      .put("hundredth", 100)
      .put("thousandth", 1000)
      .put("millionth", 1_000_000)
      .buildOrThrow();

  private final List<Token> tokens;
  private final List<Token> out = new ArrayList<>();
  private int at;

  private NumberWords(List<Token> tokens) {
    this.tokens = tokens;
  }

  static List<Token> replaced(List<Token> tokens) {
    for (Token token : tokens) {
      if (token.kind() == Kind.WORD) {
        return new NumberWords(tokens).read();
      }
    }
    return tokens;
  }

  /** Reads a word from zero to nineteen or a round number below a hundred; null for other words. */
  static @Nullable Integer small(String word) {
    return SMALL.get(word.toLowerCase(Locale.ROOT));
  }

  private List<Token> read() {
    while (at < tokens.size()) {
      Token token = tokens.get(at);
      if (small(at) != null) {
        number();
      } else if (isArticle(at) && startsAmount(at + 1)) {
        String word = word(at + 1);
        if (part(at + 1) > 0) {
          at += 2;
          fraction(token.spaced(), 1, part(at - 1));
        } else if (word.equals("dozen")) {
          at += 2;
          digits(12, token.spaced());
        } else {
          at++;
          number();
        }
      } else if (word(at).equals("half") && startsHalf()) {
        at++;
        at += word(at).equals("of") && isArticle(at + 1) ? 1 : 0;
        if (isArticle(at) && at + 1 < tokens.size() && tokens.get(at + 1).kind() == Kind.WORD) {
          at++;
        }
        fraction(token.spaced(), 1, 2);
      } else if (token.kind() == Kind.NUMBER) {
        out.add(token);
        at++;
        parts(true);
      } else if ((word(at).equals("minus") || word(at).equals("negative")) && isValue(at + 1)) {
        out.add(new Token(Kind.SYMBOL, "-", token.spaced()));
        at++;
      } else {
        out.add(token);
        at++;
      }
    }
    return out;
  }

  private boolean startsAmount(int i) {
    return part(i) > 0
        || LARGE.containsKey(word(i))
        || word(i).equals("hundred")
        || word(i).equals("dozen");
  }

  /** Returns whether "half" is a number here. */
  private boolean startsHalf() {
    boolean first = out.isEmpty() || out.get(out.size() - 1).kind() != Kind.WORD;
    return first && !(at + 1 < tokens.size() && tokens.get(at + 1).is(":"));
  }

  /** Reads one number in words, and a fraction after it. */
  private void number() {
    boolean spaced = tokens.get(at).spaced();
    long total = 0;
    long current = small(at) == null ? 1 : 0;
    boolean and = false;
    while (at < tokens.size() && total < 1_000_000_000_000L) {
      Integer small = small(at);
      if (small != null && (current == 0 || (current % 100 == 0 && small < 100))) {
        current += small;
        at++;
        tens(small);
        current += ones(small);
      } else if (word(at).equals("hundred") && current > 0 && current < 100) {
        current *= 100;
        at++;
      } else if (LARGE.containsKey(word(at)) && current > 0) {
        total += current * LARGE.getOrDefault(word(at), 1L);
        current = 0;
        at++;
      } else if (isAnd(at) && small(at + 1) != null && (current >= 100 || total > 0) && !and) {
        and = true;
        at++;
      } else {
        break;
      }
    }
    if (word(at).equals("point") && digit(at + 1) != null) {
      StringBuilder decimal = new StringBuilder().append(total + current).append('.');
      at++;
      while (digit(at) != null) {
        decimal.append(digit(at));
        at++;
      }
      out.add(new Token(Kind.NUMBER, decimal.toString(), spaced));
      return;
    }
    digits(total + current, spaced);
    parts(false);
  }

  private int onesAfter;

  /** Reads the "-one" of "twenty-one" if there is one. */
  private void tens(int small) {
    onesAfter = 0;
    boolean hyphen =
        at < tokens.size() && tokens.get(at).is("-") && !tokens.get(at).spaced();
    Integer next = small(hyphen ? at + 1 : at);
    if (small >= 20 && small % 10 == 0 && next != null && next > 0 && next < 10) {
      onesAfter = next;
      at += hyphen ? 2 : 1;
    }
  }

  private int ones(int small) {
    return small >= 20 ? onesAfter : 0;
  }

  /** Reads "thirds" after a number, and "and a half". */
  private void parts(boolean written) {
    Token number = out.get(out.size() - 1);
    if (number.text().length() > 9 || !number.text().chars().allMatch(c -> c >= '0' && c <= '9')) {
      return;
    }
    int value = Integer.parseInt(number.text());
    int hyphen = at < tokens.size() && tokens.get(at).is("-") && !written ? 1 : 0;
    int part = part(at + hyphen);
    boolean ordinal = isOrdinal(at + hyphen, value);
    if (part > 0 && !ordinal) {
      at += hyphen + 1;
      out.remove(out.size() - 1);
      fraction(number.spaced(), value, part);
    } else if (isAnd(at) && (isArticle(at + 1) || small(at + 1) != null) && part(at + 2) > 0) {
      Integer over = small(at + 1);
      int under = part(at + 2);
      at += 3;
      out.remove(out.size() - 1);
      out.add(new Token(Kind.SYMBOL, "(", number.spaced()));
      out.add(number);
      out.add(new Token(Kind.SYMBOL, "+", false));
      fraction(false, over == null ? 1 : over, under);
      out.add(new Token(Kind.SYMBOL, ")", false));
    }
  }

  /** Returns whether "twenty fifth" is an ordinal and no fraction. */
  private boolean isOrdinal(int i, int value) {
    return value >= 20 && value % 10 == 0 && !word(i).endsWith("s") && !word(i).equals("half");
  }

  private void fraction(boolean spaced, int over, int under) {
    out.add(new Token(Kind.SYMBOL, "(", spaced));
    digits(over, false);
    out.add(new Token(Kind.SYMBOL, "/", false));
    digits(under, false);
    out.add(new Token(Kind.SYMBOL, ")", false));
    if (word(at).equals("of") && isValue(at + 1)) {
      at++;
      out.add(new Token(Kind.SYMBOL, "*", false));
    }
  }

  private void digits(long value, boolean spaced) {
    out.add(new Token(Kind.NUMBER, Long.toString(value), spaced));
  }

  private boolean isValue(int i) {
    if (i >= tokens.size()) {
      return false;
    }
    Token token = tokens.get(i);
    return token.kind() == Kind.NUMBER
        || (token.kind() == Kind.LETTER && !isArticle(i))
        || token.isCommand("frac")
        || token.isCommand("sqrt")
        || token.isCommand("pi")
        || token.is("(")
        || small(i) != null;
  }

  private boolean isAnd(int i) {
    return i < tokens.size()
        && tokens.get(i).kind() == Kind.JOINER
        && tokens.get(i).text().equals("and");
  }

  private boolean isArticle(int i) {
    return i < tokens.size()
        && (tokens.get(i).text().equals("a") || tokens.get(i).text().equals("an"))
        && (tokens.get(i).kind() == Kind.LETTER || tokens.get(i).kind() == Kind.WORD);
  }

  private @Nullable Integer small(int i) {
    return i < tokens.size() && tokens.get(i).kind() == Kind.WORD ? small(word(i)) : null;
  }

  private @Nullable Integer digit(int i) {
    Integer small = small(i);
    return small != null && small < 10 ? small : null;
  }

  private int part(int i) {
    String word = word(i);
    Integer part = PARTS.get(word);
    if (part == null && word.endsWith("s")) {
      part = PARTS.get(word.substring(0, word.length() - 1));
    }
    return part == null ? 0 : part;
  }

  private String word(int i) {
    return i < tokens.size() && tokens.get(i).kind() == Kind.WORD
        ? tokens.get(i).text().toLowerCase(Locale.ROOT)
        : "";
  }

  private static ImmutableMap<String, Integer> small() {
    ImmutableMap.Builder<String, Integer> numbers = ImmutableMap.builder();
    String[] first =
        ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
                + " fifteen sixteen seventeen eighteen nineteen")
            .split(" ");
    for (int i = 0; i < first.length; i++) {
      numbers.put(first[i], i);
    }
    String[] tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
    for (int i = 0; i < tens.length; i++) {
      numbers.put(tens[i], 20 + 10 * i);
    }
    return numbers.buildOrThrow();
  }
}
