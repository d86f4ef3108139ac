package io.gradus.rewards.math.equality;

import com.google.common.collect.ImmutableMap;
import io.gradus.rewards.math.expression.Answer;
import io.gradus.rewards.math.expression.Node.Sym;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares answers to multiple-choice questions: a capital letter, perhaps followed by its text. */
final class Choices {
  private static final String LETTERS = "ABCDEFGHJK";

  private static final ImmutableMap<String, String> BASES = ImmutableMap.<String, String>builder()
      .put("two", "2")
      .put("three", "3")
      .put("four", "4")
      .put("five", "5")
      .put("six", "6")
      .put("seven", "7")
      .put("eight", "8")
      .put("nine", "9")
      .put("ten", "10")
      .put("eleven", "11")
      .put("twelve", "12")
      .put("sixteen", "16")
      .buildOrThrow();

  private Choices() {}

  /** Reads a base that is written in digits or as a word. */
  static String baseOf(String base) {
    String lower = base.toLowerCase(Locale.ROOT).replace("base", "").replace("-", "");
    return BASES.getOrDefault(lower, lower);
  }

  /** Compares two choices; null if the gold answer is not a choice or the prediction has no letter. */
  static @Nullable Boolean compare(Answer gold, Answer prediction) {
    String g = letters(gold.cleaned());
    if (g == null) {
      return null;
    }
    String p = letters(prediction.cleaned());
    if (p != null) {
      // Letters with separators are a set of choices; without any, they may name a triangle.
      boolean rows =
          plain(gold.cleaned()).equals(g) && plain(prediction.cleaned()).equals(p);
      return Boolean.valueOf(rows ? g.equals(p) : sorted(g).equals(sorted(p)));
    }
    if (g.length() != 1 || LETTERS.indexOf(g.charAt(0)) < 0 || prediction.node() instanceof Sym) {
      return null;
    }
    String label = label(prediction.cleaned());
    return label == null ? null : Boolean.valueOf(label.equals(g));
  }

  /** Reads distinct capital letters with only separators and brackets around them: {@code (A)}, {@code A, B and D}. */
  private static @Nullable String letters(String cleaned) {
    String text = plain(cleaned);
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (text.startsWith("and", i) || text.startsWith("&", i)) {
        i += c == '&' ? 0 : 2;
      } else if (c >= 'A' && c <= 'Z') {
        if (letters.indexOf(String.valueOf(c)) >= 0) {
          return null;
        }
        letters.append(c);
      } else if (" ,;().{}$".indexOf(c) < 0) {
        return null;
      }
    }
    boolean separated = text.length() > letters.length() || letters.length() == 1;
    boolean choices = letters.chars().allMatch(c -> LETTERS.indexOf(c) >= 0);
    return letters.isEmpty()
            || letters.length() > 10
            || !(choices || (separated && letters.length() == 1))
        ? null
        : letters.toString();
  }

  private static String sorted(String letters) {
    TreeSet<Character> set = new TreeSet<>();
    for (int i = 0; i < letters.length(); i++) {
      set.add(letters.charAt(i));
    }
    return set.toString();
  }

  /** Reads the letter that an option begins with ({@code (A) 12}, {@code A. twelve}); empty if there are several. */
  static @Nullable String label(String cleaned) {
    String text = plain(cleaned);
    int at = text.startsWith("(") ? 1 : 0;
    if (at >= text.length() || LETTERS.indexOf(text.charAt(at)) < 0) {
      return null;
    }
    int after = at + 1;
    boolean marked =
        after < text.length() && (").:".indexOf(text.charAt(after)) >= 0 || isParted(text, after));
    if (!marked) {
      return null;
    }
    for (int i = after + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alone = LETTERS.indexOf(c) >= 0
          && !Character.isLetterOrDigit(text.charAt(i - 1))
          && (i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1)));
      if (alone) {
        return "";
      }
    }
    return text.substring(at, after);
  }

  /** Returns whether a wide space follows, or a word after a dash or in parentheses. {@code B - 2} is a difference. */
  private static boolean isParted(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    if (text.startsWith("\\quad", i) || text.startsWith("\\qquad", i)) {
      return true;
    }
    if (i > from && i + 2 < text.length() && text.charAt(i) == '(') {
      return Character.isLetter(text.charAt(i + 1)) && Character.isLetter(text.charAt(i + 2));
    }
    int dash = i;
    while (i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == ' ')) {
      i++;
    }
    return dash > from
        && i > dash
        && text.charAt(dash) == '-'
        && i + 1 < text.length()
        && Character.isLetter(text.charAt(i))
        && Character.isLetter(text.charAt(i + 1));
  }

  /** Removes the commands that set text upright or bold. */
  private static String plain(String cleaned) {
    if (cleaned.indexOf('\\') < 0) {
      return unnamed(cleaned.trim());
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < cleaned.length(); i++) {
      char c = cleaned.charAt(i);
      if (c == '\\') {
        int end = i + 1;
        while (end < cleaned.length() && Character.isLetter(cleaned.charAt(end))) {
          end++;
        }
        String name = cleaned.substring(i + 1, end);
        if (!name.startsWith("text")
            && !name.startsWith("math")
            && !name.equals("mbox")
            && !name.isEmpty()) {
          plain.append('\\').append(name);
        }
        i = Math.max(i, end - 1);
      } else if (c != '{' && c != '}') {
        plain.append(c);
      }
    }
    return unnamed(plain.toString().trim());
  }

  /** Shortens "Option B" and "The answer is B" to B. */
  private static String unnamed(String text) {
    String rest = text;
    for (String name : new String[] {
      "the ",
      "correct ",
      "right ",
      "final ",
      "option ",
      "options ",
      "choice ",
      "choices ",
      "answer ",
      "answers ",
      "is ",
      "are ",
      "is: ",
      "both "
    }) {
      if (rest.regionMatches(true, 0, name, 0, name.length())) {
        rest = rest.substring(name.length()).trim();
      }
    }
    return rest;
  }
}
