package io.gradus.core.gguf;

import io.gradus.core.files.Faults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tokenizer in the metadata of a GGUF file, unconverted.
 *
 * @param model the algorithm: {@code gpt2} is byte-level BPE, {@code llama} is SentencePiece
 * @param pre llama.cpp's name of the pre-tokenizer, the rules that cut a text before merging
 * @param tokens the text of each token, by id
 * @param types kind of each token: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte; empty if the file
 *     has none
 * @param scores SentencePiece's scores; empty if the file has none
 * @param merges BPE's pairs in order of rank, separated by a space; empty if the file has none
 * @param endOfTurn token that ends a chat turn, if it differs from the end of a text
 * @param addBos whether texts begin with the begin token; null if the file leaves this to the model
 * @param chatTemplate Jinja
 */
public record GgufTokenizerData(
    String model,
    @Nullable String pre,
    List<String> tokens,
    List<Long> types,
    List<Float> scores,
    List<String> merges,
    @Nullable Long bos,
    @Nullable Long eos,
    @Nullable Long endOfTurn,
    @Nullable Long unknown,
    @Nullable Long padding,
    @Nullable Boolean addBos,
    @Nullable Boolean addEos,
    @Nullable Boolean addSpacePrefix,
    @Nullable String chatTemplate) {

  /** Kind of a token that only fills up the vocabulary. */
  private static final long UNUSED = 5;

  private static final String MODEL = "tokenizer.ggml.model";
  private static final String PRE = "tokenizer.ggml.pre";
  private static final String TOKENS = "tokenizer.ggml.tokens";
  private static final String TYPES = "tokenizer.ggml.token_type";
  private static final String SCORES = "tokenizer.ggml.scores";
  private static final String MERGES = "tokenizer.ggml.merges";
  private static final String BOS = "tokenizer.ggml.bos_token_id";
  private static final String EOS = "tokenizer.ggml.eos_token_id";
  private static final String END_OF_TURN = "tokenizer.ggml.eot_token_id";
  private static final String UNKNOWN = "tokenizer.ggml.unknown_token_id";
  private static final String PADDING = "tokenizer.ggml.padding_token_id";
  private static final String ADD_BOS = "tokenizer.ggml.add_bos_token";
  private static final String ADD_EOS = "tokenizer.ggml.add_eos_token";
  private static final String ADD_SPACE = "tokenizer.ggml.add_space_prefix";
  private static final String TEMPLATE = "tokenizer.chat_template";

  /** Makes the lists immutable. */
  public GgufTokenizerData {
    tokens = List.copyOf(tokens);
    types = List.copyOf(types);
    scores = List.copyOf(scores);
    merges = List.copyOf(merges);
  }

  /** Reads the tokenizer and collects all faults; empty if the file has no tokenizer. */
  static Optional<GgufTokenizerData> of(GgufMetadata metadata, long vocabulary, Faults faults) {
    Optional<List<String>> tokens = metadata.texts(TOKENS);
    Optional<String> model = metadata.text(MODEL);
    if (tokens.isEmpty() || model.isEmpty()) {
      return Optional.empty();
    }
    GgufTokenizerData data = new GgufTokenizerData(
        model.get(),
        metadata.text(PRE).orElse(null),
        tokens.get(),
        metadata.integers(TYPES).orElse(List.of()),
        metadata.floats(SCORES).orElse(List.of()),
        metadata.texts(MERGES).orElse(List.of()),
        id(metadata, BOS),
        id(metadata, EOS),
        id(metadata, END_OF_TURN),
        id(metadata, UNKNOWN),
        id(metadata, PADDING),
        metadata.flag(ADD_BOS).orElse(null),
        metadata.flag(ADD_EOS).orElse(null),
        metadata.flag(ADD_SPACE).orElse(null),
        metadata.text(TEMPLATE).orElse(null));
    data.check(vocabulary, faults);
    return Optional.of(data);
  }

  private static @Nullable Long id(GgufMetadata metadata, String key) {
    return metadata.integer(key).stream().boxed().findFirst().orElse(null);
  }

  /** Adds contradictions within the tokenizer, or with the embeddings, to the faults. */
  void check(long vocabulary, Faults faults) {
    int count = tokens.size();
    if (count > vocabulary) {
      faults.add(
          "metadata key '%s': %d tokens, but only %d have embeddings", TOKENS, count, vocabulary);
    }
    if (!types.isEmpty() && types.size() != count) {
      faults.add("metadata key '%s': %d, but there are %d tokens", TYPES, types.size(), count);
    }
    if (!scores.isEmpty() && scores.size() != count) {
      faults.add("metadata key '%s': %d, but there are %d tokens", SCORES, scores.size(), count);
    }
    ids().forEach((key, id) -> {
      if (id < 0 || id >= count) {
        faults.add("metadata key '%s': there is no token %d of %d", key, id, count);
      }
    });
  }

  private Map<String, Long> ids() {
    Map<String, Long> ids = new LinkedHashMap<>();
    put(ids, BOS, bos);
    put(ids, EOS, eos);
    put(ids, END_OF_TURN, endOfTurn);
    put(ids, UNKNOWN, unknown);
    put(ids, PADDING, padding);
    return ids;
  }

  /** Writes the tokenizer. Unused tokens are added until each embedding has one, because llama.cpp needs that. */
  void toMetadata(long vocabulary, Map<String, Object> out) {
    List<String> texts = new ArrayList<>(tokens);
    List<Integer> kinds = new ArrayList<>();
    for (int i = 0; i < vocabulary; i++) {
      boolean padded = i >= tokens.size();
      if (padded) {
        texts.add("[PAD%d]".formatted(i));
      }
      kinds.add((int) (padded ? UNUSED : types.isEmpty() ? 1 : types.get(i)));
    }
    out.put(MODEL, model);
    put(out, PRE, pre);
    out.put(TOKENS, texts);
    out.put(TYPES, kinds);
    if (!scores.isEmpty()) {
      List<Float> all = new ArrayList<>(scores);
      while (all.size() < vocabulary) {
        all.add(-10_000f);
      }
      out.put(SCORES, all);
    }
    if (!merges.isEmpty()) {
      out.put(MERGES, merges);
    }
    ids().forEach((key, id) -> out.put(key, Math.toIntExact(id)));
    put(out, ADD_BOS, addBos);
    put(out, ADD_EOS, addEos);
    put(out, ADD_SPACE, addSpacePrefix);
    put(out, TEMPLATE, chatTemplate);
  }

  private static <T> void put(Map<String, ? super T> out, String key, @Nullable T value) {
    if (value != null) {
      out.put(key, value);
    }
  }
}
