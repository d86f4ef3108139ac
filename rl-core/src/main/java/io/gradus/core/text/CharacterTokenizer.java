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
 * A tokenizer with one token per character, for models trained from scratch; each tag of the think/answer format is one
 * token.
 *
 * <p>Token 0 is {@code <eos>}. Then come the special tokens, then the alphabet (Unicode code points), in the given
 * order. There is no padding token, because batches are packed or masked by length.
 *
 * @param alphabet characters of the vocabulary; a text with any other character is refused
 * @param special texts that are one token each; if several match, the longest is taken
 */
@About("one token per character; for models trained from scratch")
public record CharacterTokenizer(
    @About("characters of the vocabulary, each once; default: printable ASCII and the line break")
    @Default(
        "\"\\n !\\\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\"")
    String alphabet,

    @About("texts that are one token each")
    @Default("[\"<think>\", \"</think>\", \"<answer>\", \"</answer>\"]")
    List<String> special)
    implements Tokenizer {

  /** The token that ends a completion: always token 0. */
  public static final String END = "<eos>";

  /**
   * Tables by tokenizer. They are not part of the record, because they are no hyper-parameters; they live as long as it
   * does.
   */
  private static final LoadingCache<CharacterTokenizer, CharacterVocabulary> TABLES =
      CacheBuilder.newBuilder()
          .weakKeys()
          .build(CacheLoader.from(t -> new CharacterVocabulary(END, t.special(), t.alphabet())));

  public CharacterTokenizer {
    special = List.copyOf(special);
    CharacterVocabulary.check(END, special, alphabet);
  }

  /** Returns the tokenizer of printable ASCII, the line break, and the tags of the think/answer format. */
  public static CharacterTokenizer defaults() {
    StringBuilder ascii = new StringBuilder("\n");
    for (char c = ' '; c <= '~'; c++) {
      ascii.append(c);
    }
    return new CharacterTokenizer(
        ascii.toString(), List.of("<think>", "</think>", "<answer>", "</answer>"));
  }

  /** Writes an equivalent {@code tokenizer.json} for Hugging Face's libraries. */
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
