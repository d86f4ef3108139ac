package io.gradus.core.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Suppliers;
import io.gradus.core.Excerpt;
import io.gradus.core.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The tokenizer of a pretrained model: {@code tokenizer.json} run by the Hugging Face library itself.
 *
 * <p>{@link #encode} adds no special token, because a chat template writes its own; {@link #encodeText} encodes plain
 * text. {@link #decode} writes special tokens and keeps all spaces. With a byte-level vocabulary, {@code
 * decode(encode(text))} is therefore the text, except for the tokenizer's normalisation (Qwen composes accents: NFC). A
 * vocabulary with SentencePiece's leading space loses that space at the beginning of decoded text.
 *
 * <p>A model may have embedding rows for tokens without a text. These tokens count in {@link #vocabularySize} and
 * decode to U+FFFD, because a policy can sample them.
 */
public final class PretrainedTokenizer implements Tokenizer, HasChatTemplate {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final String REPLACEMENT = "\ufffd";

  private final HuggingFaceTokenizer library;
  private final String definition;
  private final TokenizerSettings settings;
  private final TokenizerVocabulary vocabulary;
  private final SpecialTexts specials;
  private final Supplier<LiteralReader> literals;
  private final List<Integer> endTokens;

  private PretrainedTokenizer(String tokenizerJson, TokenizerSettings settings) {
    this.settings = settings;
    this.definition = tokenizerJson;
    this.vocabulary = TokenizerVocabulary.read(tokenizerJson, settings.source());
    this.specials = new SpecialTexts(vocabulary.special().keySet());
    // Few data contain the text of a special token, so the second reader is made when it is first
    // needed.
    this.literals = Suppliers.memoize(() -> new LiteralReader(tokenizerJson));
    if (settings.rows().isPresent() && vocabulary.size() > settings.rows().getAsInt()) {
      throw new UserError(
          "%s: the tokenizer has %d tokens, but the model has embeddings for only %d: tokenizer and model do not belong together"
              .formatted(settings.source(), vocabulary.size(), settings.rows().getAsInt()));
    }
    this.library = open(tokenizerJson);
    this.endTokens = EndTokens.of(this, settings);
  }

  /**
   * Reads {@code tokenizer.json}, {@code tokenizer_config.json}, {@code special_tokens_map.json}, {@code
   * generation_config.json}, {@code config.json} and chat templates of a folder; all but the first may be absent.
   *
   * @throws UserError that names the file that is missing or wrong
   */
  public static PretrainedTokenizer fromFolder(Path folder) {
    TokenizerFolder files = new TokenizerFolder(folder);
    return fromJson(files.tokenizerJson(), files.settings());
  }

  /**
   * Reads the text of a {@code tokenizer.json}.
   *
   * @throws UserError if the text is invalid, or no token ends a completion
   */
  public static PretrainedTokenizer fromJson(String tokenizerJson, TokenizerSettings settings) {
    return new PretrainedTokenizer(tokenizerJson, settings);
  }

  private HuggingFaceTokenizer open(String tokenizerJson) {
    Map<String, String> asIs = Map.of(
        "addSpecialTokens", "false",
        "truncation", "false",
        "padding", "false",
        "modelMaxLength", Integer.toString(Integer.MAX_VALUE));
    try {
      return HuggingFaceTokenizer.newInstance(
          new ByteArrayInputStream(tokenizerJson.getBytes(StandardCharsets.UTF_8)), asIs);
    } catch (IOException | RuntimeException e) {
      throw new UserError(
          "%s: tokenizer.json cannot be used: %s".formatted(settings.source(), e.getMessage()), e);
    }
  }

  /** {@inheritDoc} Adds no special token of its own. Half a character (a lone surrogate) counts as U+FFFD. */
  @Override
  public int[] encode(String text) {
    return encode(text, false);
  }

  /**
   * {@inheritDoc} The library then gets a vocabulary in which special tokens have other texts, so that normalisation,
   * spaces and words are as usual. The noncharacters U+FDD0 to U+FDEF count as U+FFFD in such a text.
   */
  @Override
  public int[] encode(MarkedText text) {
    return specials.inData(text) ? literals.get().encode(text) : encode(text.text());
  }

  /** Reader that treats special tokens in data as text. */
  private final class LiteralReader {
    private final RenamedSpecials names = new RenamedSpecials(vocabulary.special());
    private final HuggingFaceTokenizer renamed;

    LiteralReader(String tokenizerJson) {
      try {
        ObjectNode tree = (ObjectNode) JSON.readTree(tokenizerJson);
        names.rename(tree);
        renamed = open(tree.toString());
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the text was JSON before", e);
      }
      vocabulary.special().forEach((text, id) -> {
        long[] found = renamed.encode(names.of(text), false, false).getIds();
        if (found.length != 1 || found[0] != id) {
          throw new UserError(
              "%s: the data contain the text of a special token, and this tokenizer cannot distinguish the token '%s' from the same text. Remove special tokens from the data, or set 'special-tokens: true' in the template to read them as tokens."
                  .formatted(settings.source(), text));
        }
      });
    }

    int[] encode(MarkedText marked) {
      String text = wellFormed(marked.text());
      StringBuilder changed = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        Optional<String> special = marked.isMarkup(i) ? specials.at(text, i) : Optional.empty();
        if (special.isPresent()) {
          changed.append(names.of(special.get()));
          i += special.get().length() - 1;
        } else {
          char c = text.charAt(i);
          changed.append(SpecialTexts.isMark(c) ? REPLACEMENT.charAt(0) : c);
        }
      }
      return ids(renamed, changed.toString(), false);
    }
  }

  @Override
  public Collection<String> specialTexts() {
    return vocabulary.special().keySet();
  }

  /** Encodes plain text, with {@code bos_token} if the model's files ask for it. */
  public int[] encodeText(String text) {
    if (settings.addBos().isEmpty()) {
      return encode(text, true);
    }
    int[] plain = encode(text, false);
    OptionalInt bos = token(settings.namedTokens().getOrDefault("bos_token", ""));
    if (!settings.addBos().get() || bos.isEmpty()) {
      return plain;
    }
    int[] begun = new int[plain.length + 1];
    begun[0] = bos.getAsInt();
    System.arraycopy(plain, 0, begun, 1, plain.length);
    return begun;
  }

  private int[] encode(String text, boolean special) {
    return ids(library, wellFormed(text), special);
  }

  private int[] ids(HuggingFaceTokenizer by, String text, boolean special) {
    try {
      return Arrays.stream(by.encode(text, special, false).getIds())
          .mapToInt(Math::toIntExact)
          .toArray();
    } catch (RuntimeException e) {
      throw new UserError(
          "%s: tokenizer.json cannot encode \"%s\": %s"
              .formatted(settings.source(), Excerpt.printable(text, 60), e.getMessage()),
          e);
    }
  }

  private static String wellFormed(String text) {
    if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      return text;
    }
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> whole.appendCodePoint(
            c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                ? REPLACEMENT.charAt(0)
                : c));
    return whole.toString();
  }

  /**
   * {@inheritDoc} Invalid UTF-8 (a completion that stopped inside a character) and tokens without a text become U+FFFD.
   *
   * @throws UserError if a token is outside the vocabulary
   */
  @Override
  public String decode(int[] tokens) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabularySize()) {
        throw new UserError("%s: token %d at position %d is outside the vocabulary of %d"
            .formatted(settings.source(), tokens[i], i, vocabularySize()));
      }
      if (!vocabulary.hasText(tokens[i])) {
        text.append(decoded(tokens, from, i)).append(REPLACEMENT);
        from = i + 1;
      }
    }
    return text.append(decoded(tokens, from, tokens.length)).toString();
  }

  private String decoded(int[] tokens, int from, int to) {
    return from == to
        ? ""
        : library.decode(Arrays.stream(tokens, from, to).asLongStream().toArray(), false);
  }

  /** Returns the number of embeddings, V, if it is known, otherwise {@link #textTokens}. */
  @Override
  public int vocabularySize() {
    return settings.rows().orElse(textTokens());
  }

  /** Returns the highest token id that has a text, plus 1. The model's embedding may have more rows. */
  public int textTokens() {
    return vocabulary.size();
  }

  @Override
  public OptionalInt token(String text) {
    Integer added = vocabulary.added().get(text);
    if (added != null) {
      return OptionalInt.of(added);
    }
    int[] tokens = text.isEmpty() ? new int[0] : encode(text);
    return tokens.length == 1 && decode(tokens).equals(text)
        ? OptionalInt.of(tokens[0])
        : OptionalInt.empty();
  }

  /**
   * {@inheritDoc} These are {@code eos_token} and all end tokens of {@code generation_config.json}; the token that
   * closes a chat turn comes first.
   */
  @Override
  public List<Integer> endTokens() {
    return endTokens;
  }

  /** Returns the special token with which the chat template ends an assistant's turn; empty if there is none. */
  public Optional<String> turnEnd() {
    return EndTokens.turnEnd(this, settings);
  }

  @Override
  public Optional<String> definition() {
    return Optional.of(definition);
  }

  @Override
  public List<String> endTexts() {
    return endTokens.stream().map(token -> decode(new int[] {token})).toList();
  }

  @Override
  public Map<String, String> chatTemplates() {
    return settings.chatTemplates();
  }

  @Override
  public Map<String, String> namedTokens() {
    return settings.namedTokens();
  }

  @Override
  public String source() {
    return settings.source();
  }
}
