package io.gradus.core.text;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Conversion of text to tokens and back: {@code decode(encode(text)).equals(text)} for every text that the tokenizer
 * accepts.
 */
public interface Tokenizer {

  /**
   * Encodes a text; special tokens in it are recognised.
   *
   * @throws io.gradus.core.UserError if the vocabulary lacks a character of the text
   */
  int[] encode(String text);

  /**
   * Encodes a text with parts that are data, in which a special token is text. A tokenizer that does not know its
   * special tokens reads the text like {@link #encode(String)}.
   *
   * @throws io.gradus.core.UserError as {@link #encode(String)}
   */
  default int[] encode(MarkedText text) {
    return encode(text.text());
  }

  /** Decodes tokens, including special tokens. */
  String decode(int[] tokens);

  /** Returns the number of tokens, V. */
  int vocabularySize();

  /** Returns the token with exactly this text. */
  OptionalInt token(String text);

  /** Returns the tokens that end a completion, at least one; the first one closes demonstrations. */
  List<Integer> endTokens();

  /**
   * Returns the tokens and the rules that cut text into tokens, as the text of a {@code tokenizer.json}; empty if there
   * is no such form.
   */
  default Optional<String> definition() {
    return Optional.empty();
  }
}
