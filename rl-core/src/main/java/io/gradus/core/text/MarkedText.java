package io.gradus.core.text;

import io.gradus.core.Demonstration;
import java.util.BitSet;

/**
 * A text in which some places are data, where a special token is read as text. Templates mark the text of problems as
 * data, so that no problem can end a turn or begin another.
 *
 * @param text text for the model
 * @param literal indices of UTF-16 units in {@code text} at which no special token begins
 */
public record MarkedText(String text, BitSet literal) {

  public MarkedText {
    literal = (BitSet) literal.clone();
  }

  /** Returns a copy of the marks. */
  @Override
  public BitSet literal() {
    return (BitSet) literal.clone();
  }

  /** Makes a text without marks, in which special tokens are read as tokens. */
  public static MarkedText markup(String text) {
    return new MarkedText(text, new BitSet());
  }

  /** Makes a text that is all data. */
  public static MarkedText data(String text) {
    BitSet all = new BitSet();
    all.set(0, text.length());
    return new MarkedText(text, all);
  }

  /**
   * Returns a whole completion. A text that a policy sampled has special tokens. Other texts are data, except their
   * tags.
   */
  static MarkedText written(Demonstration demonstration) {
    return demonstration.form() == Demonstration.Form.SAMPLED
        ? markup(demonstration.reasoning())
        : WrittenText.marked(demonstration.reasoning());
  }

  /** Returns this text followed by another. */
  public MarkedText plus(MarkedText next) {
    BitSet both = literal();
    next.literal.stream().forEach(i -> both.set(text.length() + i));
    return new MarkedText(text + next.text, both);
  }

  /** Returns this text followed by template text without marks. */
  public MarkedText plus(String markup) {
    return plus(markup(markup));
  }

  /** Returns whether a special token may begin at an index. */
  boolean isMarkup(int index) {
    return !literal.get(index);
  }
}
