package io.gradus.rewards.math.expression;

import com.google.common.collect.ImmutableMap;
import io.gradus.rewards.math.expression.Node.Named;
import io.gradus.rewards.math.expression.Node.Num;
import io.gradus.rewards.math.expression.Node.Text;
import io.gradus.rewards.math.vocabulary.Commands;
import io.gradus.rewards.math.vocabulary.Lexicon;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Final answer as the parser read it.
 *
 * @param raw the original text
 * @param cleaned the text without typography
 * @param words the text as words, compared if it is not a formula
 * @param node the tree; a {@link Text} if the text is not a formula
 * @param other a second reading if a comma has two meanings, or null
 * @param domain set that a note after the value names for the variables, such as the integers; empty without a note
 * @param fault reason why the text is not a formula, or empty
 */
public record Answer(
    String raw,
    String cleaned,
    String words,
    Node node,
    @Nullable Node other,
    String domain,
    String fault) {

  private static final ImmutableMap<String, Node> PHRASES = phrases();
  /** Reads any text; never throws. */
  public static Answer read(String raw) {
    if (raw.length() > Limits.ANSWER_CHARACTERS * 10) {
      return unread(raw.substring(0, Limits.ANSWER_CHARACTERS), tooLong());
    }
    String cleaned = Cleaning.clean(raw);
    if (cleaned.length() > Limits.ANSWER_CHARACTERS) {
      return unread(raw, tooLong());
    }
    String words = Cleaning.words(cleaned);
    Node phrase = PHRASES.get(words);
    // A set that contains the empty set is not the empty set.
    if (phrase != null && !cleaned.startsWith("\\{")) {
      return new Answer(raw, cleaned, words, phrase, null, "", "");
    }
    String ordinal = Ordinals.read(words);
    // "A third" is a fraction.
    boolean fraction = ordinal != null && cleaned.contains("a " + words);
    if (ordinal != null && !fraction) {
      return new Answer(raw, cleaned, words, new Text(ordinal), null, "", "");
    }
    Node special = special(cleaned, words);
    if (special != null) {
      return new Answer(raw, cleaned, words, special, null, "", "");
    }
    if (isWord(words) && !fraction && !namesNumber(words)) {
      return new Answer(raw, cleaned, words, new Text(words), null, "", "");
    }
    try {
      Lexer lexer = new Lexer(cleaned, true);
      Wording.Read read = Wording.of(lexer.tokens());
      Node node = Currency.named(raw, cleaned, bounded(new Parser(read.tokens()).answer()));
      String decimal = DecimalComma.read(cleaned);
      Node other = decimal != null ? signed(decimal) : lexer.grouped() ? separated(cleaned) : null;
      return new Answer(raw, cleaned, words, node, other, read.domain(), "");
    } catch (Unreadable unreadable) {
      String decimal = DecimalComma.read(cleaned);
      if (decimal != null) {
        return new Answer(raw, cleaned, words, signed(decimal), null, "", "");
      }
      String fault = String.valueOf(unreadable.getMessage());
      return new Answer(raw, cleaned, words, new Text(words), null, "", fault);
    }
  }

  /** Reads a date, a named time, digits in a large base or a number in Chinese; null for other answers. */
  private static @Nullable Node special(String cleaned, String words) {
    Node calendar = Calendar.read(words);
    if (calendar != null) {
      return calendar;
    }
    Node based = LargeBases.read(cleaned, words);
    return based != null ? based : ChineseNumerals.read(words);
  }

  private static Node signed(String decimal) {
    return decimal.startsWith("-")
        ? new Node.Neg(Numbers.parse(decimal.substring(1)))
        : Numbers.parse(decimal);
  }

  private static @Nullable Node separated(String cleaned) {
    try {
      return bounded(new Parser(Wording.of(new Lexer(cleaned, false).tokens()).tokens()).answer());
    } catch (Unreadable unreadable) {
      return null;
    }
  }

  private static Node bounded(Node node) {
    if (Trees.depth(node) > 2 * Limits.DEPTH) {
      throw new Unreadable("nested more than " + 2 * Limits.DEPTH + " deep");
    }
    return node;
  }

  /** Returns whether the answer is a formula. */
  public boolean formula() {
    return !Trees.contains(node, n -> n instanceof Text);
  }

  /**
   * Returns whether a word may occur in a formula without a backslash or is a whole answer: {@code sin}, {@code or},
   * {@code yes}.
   */
  public static boolean isTerm(String word) {
    return word.equals("and")
        || word.equals("or")
        || Commands.plain(word) != null
        || PHRASES.containsKey(word.toLowerCase(Locale.ROOT));
  }

  /** Returns whether a word next to a value changes, bounds or denies it: {@code not}, {@code if}, {@code than}. */
  public static boolean isChanging(String word) {
    return Lexicon.isChanging(word);
  }

  /** Returns whether the answer is empty. */
  public boolean blank() {
    return words.isEmpty() && cleaned.isBlank();
  }

  private static String tooLong() {
    return "longer than " + Limits.ANSWER_CHARACTERS + " characters";
  }

  private static Answer unread(String raw, String fault) {
    return new Answer(raw, raw, raw, new Text(raw), null, "", fault);
  }

  /**
   * Returns whether the text is a word and no product: only letters and spaces, with three letters in a row and no
   * function.
   */
  private static boolean isWord(String words) {
    int run = 0;
    int longest = 0;
    int start = 0;
    for (int i = 0; i <= words.length(); i++) {
      char c = i < words.length() ? words.charAt(i) : ' ';
      if (Cleaning.isAsciiLetter(c)) {
        start = run == 0 ? i : start;
        run++;
      } else if (c == ' ') {
        if (run > 0) {
          String word = words.substring(start, i);
          if (word.equals("and") || word.equals("or") || Commands.plain(word) != null) {
            return false;
          }
        }
        longest = Math.max(longest, run);
        run = 0;
      } else {
        return false;
      }
    }
    return longest >= 3;
  }

  private static boolean namesNumber(String words) {
    for (String word : words.split(" ")) {
      if (NumberWords.small(word) != null || word.equals("half") || word.equals("dozen")) {
        return true;
      }
    }
    return false;
  }

  private static ImmutableMap<String, Node> phrases() {
    ImmutableMap.Builder<String, Node> phrases = ImmutableMap.builder();
    for (String none : new String[] {
      "no solution",
      "no solutions",
      "no real solution",
      "no real solutions",
      "none",
      "empty set",
      "no such number exists",
      "no such numbers exist",
      "no integer solutions",
      "no real roots",
      "null set",
      "\\emptyset",
      "\\varnothing",
      "∅",
      "no values",
      "no value",
      "there are no solutions",
      "there is no solution",
      "no integer solution",
      "no root",
      "no roots",
      "nothing"
    }) {
      phrases.put(none, new Named("empty"));
    }
    for (String undefined : new String[] {
      "dne",
      "does not exist",
      "undefined",
      "not defined",
      "doesn't exist",
      "limit does not exist",
      "nonexistent"
    }) {
      phrases.put(undefined, new Text("does not exist"));
    }
    for (String reals : new String[] {
      "all real numbers",
      "all reals",
      "real numbers",
      "all real number",
      "any real number",
      "all real values",
      "reals",
      "all real numbers x",
      "every real number"
    }) {
      phrases.put(reals, new Named("reals"));
    }
    phrases.put("all integers", new Named("integers"));
    for (String yes : new String[] {"yes", "true", "correct"}) {
      phrases.put(yes, new Text(yes.equals("yes") ? "yes" : "true"));
    }
    for (String no : new String[] {"no", "false", "incorrect"}) {
      phrases.put(no, new Text(no.equals("no") ? "no" : "false"));
    }
    for (String infinite : new String[] {"infinity", "positive infinity", "plus infinity"}) {
      phrases.put(infinite, Node.Constant.INFINITY);
    }
    for (String infinite : new String[] {"negative infinity", "minus infinity"}) {
      phrases.put(infinite, new Node.Neg(Node.Constant.INFINITY));
    }
    for (String many : new String[] {
      "infinitely many", "infinite", "infinitely many solutions", "infinite solutions"
    }) {
      phrases.put(many, new Text("infinitely many"));
    }
    String[] numbers = {
      "zero",
      "one",
      "two",
      "three",
      "four",
      "five",
      "six",
      "seven",
      "eight",
      "nine",
      "ten",
      "eleven",
      "twelve",
      "thirteen",
      "fourteen",
      "fifteen",
      "sixteen",
      "seventeen",
      "eighteen",
      "nineteen",
      "twenty"
    };
    for (int i = 0; i < numbers.length; i++) {
      phrases.put(numbers[i], Num.of(i));
    }
    return phrases.buildOrThrow();
  }
}
