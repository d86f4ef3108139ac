package io.gradus.core.text;

import java.util.BitSet;

/**
 * A text in which some places are data: a special token that is written out there is text, and is never read as the token.
 * Templates mark what comes from problems, so that no data can end a turn or begin another.
 *
 * @param text as the model reads it
 * @param literal indices of UTF-16 units in {@code text} at which no special token begins
 */
public record MarkedText(String text, BitSet literal) {

  public MarkedText {
    literal = (BitSet) literal.clone();
  }

  /** The marks; a copy. */
  @Override
  public BitSet literal() {
    return (BitSet) literal.clone();
  }

  /** A text without any mark: special tokens are tokens wherever they are written out. */
  public static MarkedText markup(String text) {
    return new MarkedText(text, new BitSet());
  }

  /** A text that is data as a whole. */
  public static MarkedText data(String text) {
    BitSet all = new BitSet();
    all.set(0, text.length());
    return new MarkedText(text, all);
  }

  /** This text and then another. */
  public MarkedText plus(MarkedText next) {
    BitSet both = literal();
    next.literal.stream().forEach(i -> both.set(text.length() + i));
    return new MarkedText(text + next.text, both);
  }

  /** This text and then template text, which has no marks. */
  public MarkedText plus(String markup) {
    return plus(markup(markup));
  }

  /** Whether a special token may begin at an index. */
  boolean isMarkup(int index) {
    return !literal.get(index);
  }
}
