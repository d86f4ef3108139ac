package io.gradus.core.text.jinja.value;

/**
 * Finds the places of one string in others, in time that grows with the sum of their lengths. Java's own search takes
 * time proportional to the product of both lengths in the worst case, so it is used for short strings only.
 */
final class Search {
  private static final int SHORT = 64;

  private final String part;
  private final int[] borders;

  /** Makes a search for {@code part}; the budget pays for its preparation. */
  Search(String part, Budget budget) {
    this.part = part;
    budget.spend(part.length());
    this.borders = part.length() <= SHORT ? new int[0] : borders(part);
  }

  /** Knuth, Morris, Pratt (1977): the longest proper prefix of each prefix that is also its suffix. */
  private static int[] borders(String part) {
    int[] borders = new int[part.length()];
    for (int i = 1, k = 0; i < borders.length; i++) {
      while (k > 0 && part.charAt(i) != part.charAt(k)) {
        k = borders[k - 1];
      }
      if (part.charAt(i) == part.charAt(k)) {
        k++;
      }
      borders[i] = k;
    }
    return borders;
  }

  /** Returns the first place at or after {@code from}, or -1. */
  int next(String text, int from) {
    if (borders.length == 0) {
      return text.indexOf(part, from);
    }
    for (int i = Math.max(0, from), k = 0; i < text.length(); i++) {
      while (k > 0 && text.charAt(i) != part.charAt(k)) {
        k = borders[k - 1];
      }
      if (text.charAt(i) == part.charAt(k)) {
        k++;
      }
      if (k == part.length()) {
        return i + 1 - k;
      }
    }
    return -1;
  }

  /** Returns the first place in a text, which the budget pays for, or -1. */
  static int first(String text, String part, Budget budget) {
    budget.spend(text.length());
    return new Search(part, budget).next(text, 0);
  }

  /** Returns the last place in a text, which the budget pays for, or -1. */
  static int last(String text, String part, Budget budget) {
    budget.spend(text.length());
    if (part.length() <= SHORT) {
      return text.lastIndexOf(part);
    }
    // This reverses characters, not code points: in a reversed text, a reversed pair of surrogates
    // is found.
    int at = new Search(reversed(part), budget).next(reversed(text), 0);
    return at < 0 ? -1 : text.length() - at - part.length();
  }

  private static String reversed(String text) {
    char[] characters = text.toCharArray();
    for (int i = 0, j = characters.length - 1; i < j; i++, j--) {
      char c = characters[i];
      characters[i] = characters[j];
      characters[j] = c;
    }
    return new String(characters);
  }
}
