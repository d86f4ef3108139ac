package io.gradus.core.text;

import java.util.Arrays;

/** Places of tokens in the text that they decode to. */
public final class TextEnds {
  private static final char REPLACEMENT = '\ufffd';
  /** A character has at most four bytes. A longer run of replacement characters is no unfinished character. */
  private static final int LONGEST = 4;

  private TextEnds() {}

  /**
   * Returns the tokens that write the ends of consecutive parts of a text. The last part ends with the last token, which
   * may be an end token without text.
   *
   * @param tokens {@code (T)}, at least one
   * @param ends length of the text up to the end of each part, ascending
   * @return indices of tokens, one for each part
   */
  public static int[] tokens(Tokenizer tokenizer, int[] tokens, int[] ends) {
    int[] texts = of(tokenizer, tokens);
    int[] found = new int[ends.length];
    int token = 0;
    for (int j = 0; j < ends.length; j++) {
      while (token < tokens.length - 1 && (j == ends.length - 1 || texts[token] < ends[j])) {
        token++;
      }
      found[j] = token;
    }
    return found;
  }

  /**
   * Returns the number of characters (UTF-16 units) that the tokens up to each token decode to, {@code (T)}. A token
   * that ends within a character counts this character as one.
   *
   * <p>A tokenizer may drop a space at the beginning of a text. Therefore, each piece is decoded behind the piece before
   * it, and the difference of lengths counts.
   */
  public static int[] of(Tokenizer tokenizer, int[] tokens) {
    int[] ends = new int[tokens.length];
    int before =
        0; // the piece from here to `from` is decoded already, and is read again for its end
    int from = 0;
    int length = 0;
    int known = 0;
    for (int t = 0; t < tokens.length; t++) {
      String piece = tokenizer.decode(Arrays.copyOfRange(tokens, before, t + 1));
      ends[t] = length + piece.length() - known;
      boolean unfinished = !piece.isEmpty() && piece.charAt(piece.length() - 1) == REPLACEMENT;
      if (!unfinished || t - from + 1 >= LONGEST) {
        before = from;
        from = t + 1;
        length = ends[t];
        known = tokenizer.decode(Arrays.copyOfRange(tokens, before, from)).length();
      }
    }
    return ends;
  }
}
