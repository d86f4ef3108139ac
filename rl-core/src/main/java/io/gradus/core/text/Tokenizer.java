package io.gradus.core.text;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Text to tokens and back. {@code decode(encode(text)).equals(text)} for every text it accepts. */
public interface Tokenizer {

  /**
   * The tokens of a text; special tokens are recognised where they are written out.
   *
   * @throws io.gradus.core.UserError if the text holds a character that the vocabulary lacks
   */
  int[] encode(String text);

  /**
   * The tokens of a text of which parts are data: there a special token that is written out is text, never the token. A
   * tokenizer that does not know which of its tokens are special reads the text as {@link #encode(String)} does.
   *
   * @throws io.gradus.core.UserError as {@link #encode(String)}
   */
  default int[] encode(MarkedText text) {
    return encode(text.text());
  }

  /** The text of tokens, special tokens written out. */
  String decode(int[] tokens);

  /** The number of tokens, V. */
  int vocabularySize();

  /** The token with exactly this text. */
  OptionalInt token(String text);

  /** The tokens that end a completion, the one that demonstrations are closed with first; at least one. */
  List<Integer> endTokens();

  /** The tokens and how text is cut into them, as the text of a {@code tokenizer.json}; empty where there is no such form. */
  default Optional<String> definition() {
    return Optional.empty();
  }
}
