package io.gradus.core.text;

import java.util.List;
import java.util.OptionalInt;

/** Text to tokens and back. {@code decode(encode(text)).equals(text)} for every text it accepts. */
public interface Tokenizer {

  /**
   * The tokens of a text; special tokens are recognised where they are written out.
   *
   * @throws io.gradus.core.UserError if the text holds a character that the vocabulary lacks
   */
  int[] encode(String text);

  /** The text of tokens, special tokens written out. */
  String decode(int[] tokens);

  /** The number of tokens, V. */
  int vocabularySize();

  /** The token with exactly this text. */
  OptionalInt token(String text);

  /** The tokens that end a completion, the one that demonstrations are closed with first; at least one. */
  List<Integer> endTokens();
}
