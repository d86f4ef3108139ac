package io.gradus.core.text;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A character is a token, for models that are trained from nothing; the tags of the think/answer format are one token each.
 *
 * <p>Token 0 is {@code <eos>}, then come the special tokens, then the characters of the alphabet (Unicode code points), in
 * the order given. There is no padding token: batches are packed or masked by length, never by a token.
 *
 * @param alphabet the characters, each once; text with any other is refused
 * @param special texts that are one token each; where several match, the longest wins
 */
@About("one token for each character; for models trained from nothing")
public record CharacterTokenizer(
    @About(
        "the characters of the vocabulary, each once; default: printable ASCII and the line break")
    @Default(
        "\"\\n !\\\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\"")
    String alphabet,

    @About("texts that are one token each")
    @Default("[\"<think>\", \"</think>\", \"<answer>\", \"</answer>\"]")
    List<String> special)
    implements Tokenizer {

  /** The token that ends a completion: always token 0. */
  public static final String END = "<eos>";

  /** The tables belong to a tokenizer but are no hyper-parameters: kept beside the record for as long as it lives. */
  private static final LoadingCache<CharacterTokenizer, CharacterVocabulary> TABLES =
      CacheBuilder.newBuilder()
          .weakKeys()
          .build(CacheLoader.from(t -> new CharacterVocabulary(END, t.special(), t.alphabet())));

  public CharacterTokenizer {
    special = List.copyOf(special);
    CharacterVocabulary.check(END, special, alphabet);
  }

  /** Printable ASCII, the line break, and the tags of the think/answer format. */
  public static CharacterTokenizer defaults() {
    StringBuilder ascii = new StringBuilder("\n");
    for (char c = ' '; c <= '~'; c++) {
      ascii.append(c);
    }
    return new CharacterTokenizer(
        ascii.toString(), List.of("<think>", "</think>", "<answer>", "</answer>"));
  }

  /** The same tokens as the text of a {@code tokenizer.json}, which Hugging Face's libraries read. */
  public String tokenizerJson() {
    return CharacterTokenizerJson.of(this);
  }

  @Override
  public int[] encode(String text) {
    return TABLES.getUnchecked(this).encode(text);
  }

  @Override
  public int[] encode(MarkedText text) {
    return TABLES.getUnchecked(this).encode(text);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a token is outside the vocabulary
   */
  @Override
  public String decode(int[] tokens) {
    return TABLES.getUnchecked(this).decode(tokens);
  }

  @Override
  public int vocabularySize() {
    return TABLES.getUnchecked(this).size();
  }

  @Override
  public OptionalInt token(String text) {
    return TABLES.getUnchecked(this).token(text);
  }

  @Override
  public Optional<String> definition() {
    return Optional.of(tokenizerJson());
  }

  @Override
  public List<Integer> endTokens() {
    return List.of(0);
  }
}
