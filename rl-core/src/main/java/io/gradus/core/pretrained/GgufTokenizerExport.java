package io.gradus.core.pretrained;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import io.gradus.core.files.TextFile;
import io.gradus.core.gguf.GgufTokenizerData;
import io.gradus.core.text.GgufVocabulary;
import io.gradus.core.text.PretrainedTokenizer;
import io.gradus.core.text.TokenizerSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Conversion of a byte-level {@code tokenizer.json} to metadata of a GGUF file. Like llama.cpp's converter, it finds
 * the pre-tokenizer by tokenizing a varied text with each pre-tokenizer that it knows.
 */
public final class GgufTokenizerExport {
  private static final int MAX_BYTES = 64_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String PROBE =
      "Hello, World's 123456 789 \u0661\u0662\u0663 3.14\n\n \t x=  y+1;\r\n\u4f60\u597d\u3001\u4e16\u754c \u3053\u3093\u306b\u3061\u306f"
          + " \ud55c\uad6d\uc5b4 \u0438 \u043c\u0438\u0440 \ud83d\ude00\ud83d\udc4d we'LL DON'T I'd\n   \n#!%&{}[]() ...!!! e\u0301 caf\u00e9 \u00bd_a  ";

  private static final long NORMAL = 1;
  private static final long CONTROL = 3;
  private static final long USER_DEFINED = 4;
  private static final long UNUSED = 5;

  private GgufTokenizerExport() {}

  /**
   * Returns the metadata; empty for a character tokenizer, which llama.cpp does not have.
   *
   * @throws UserError if the tokenizer is of another kind, or no pre-tokenizer makes the same tokens
   */
  static Optional<GgufTokenizerData> of(TokenizerFiles files) {
    if (files instanceof GgufTokenizer gguf) {
      return Optional.of(gguf.data());
    }
    if (files instanceof TokenizerFolderFiles folder) {
      return Optional.of(of(folder));
    }
    return Optional.empty();
  }

  private static GgufTokenizerData of(TokenizerFolderFiles files) {
    Path file = files.folder().resolve(TokenizerFolderFiles.TOKENIZER);
    JsonNode json;
    try {
      json = JSON.readTree(TextFile.read(file, MAX_BYTES));
    } catch (JsonProcessingException e) {
      throw new UserError("%s: is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
    PretrainedTokenizer tokenizer = files.read();
    if (!json.path("model").path("type").asText("BPE").equals("BPE")
        || !json.toString().contains("\"ByteLevel\"")) {
      throw new UserError(
          "%s: is not a byte-level BPE tokenizer, the only kind that can be written to a GGUF. Convert the exported folder with llama.cpp's convert_hf_to_gguf.py"
              .formatted(file));
    }
    List<@Nullable String> texts = new ArrayList<>();
    List<Long> types = new ArrayList<>();
    json.path("model")
        .path("vocab")
        .properties()
        .forEach(e -> put(texts, types, e.getValue().asInt(), e.getKey(), NORMAL));
    json.path("added_tokens")
        .forEach(t -> put(
            texts,
            types,
            t.path("id").asInt(),
            t.path("content").asText(),
            t.path("special").asBoolean() ? CONTROL : USER_DEFINED));
    List<String> tokens = new ArrayList<>();
    for (int id = 0; id < texts.size(); id++) {
      String text = texts.get(id);
      tokens.add(text == null ? "[PAD%d]".formatted(id) : text);
    }
    List<String> merges = new ArrayList<>();
    json.path("model")
        .path("merges")
        .forEach(m ->
            merges.add(m.isArray() ? m.get(0).asText() + " " + m.get(1).asText() : m.asText()));
    Map<String, String> named = tokenizer.namedTokens();
    List<Integer> ends = tokenizer.endTokens();
    Long eos = id(tokenizer, named.get("eos_token"));
    long closing = ends.get(0);
    return new GgufTokenizerData(
        "gpt2",
        pre(file, tokenizer, tokens, types, merges),
        tokens,
        types,
        List.of(),
        merges,
        id(tokenizer, named.get("bos_token")),
        eos == null ? Long.valueOf(closing) : eos,
        eos != null && eos != closing ? closing : null,
        id(tokenizer, named.get("unk_token")),
        id(tokenizer, named.get("pad_token")),
        tokenizer.encodeText("a").length > tokenizer.encode("a").length,
        null,
        null,
        tokenizer.chatTemplates().get("default"));
  }

  private static void put(
      List<@Nullable String> texts, List<Long> types, int id, String text, long type) {
    while (texts.size() <= id) {
      texts.add(null);
      types.add(UNUSED);
    }
    texts.set(id, text);
    types.set(id, type);
  }

  private static @Nullable Long id(PretrainedTokenizer tokenizer, @Nullable String text) {
    OptionalInt id = text == null ? OptionalInt.empty() : tokenizer.token(text);
    return id.isPresent() ? Long.valueOf(id.getAsInt()) : null;
  }

  private static String pre(
      Path file,
      PretrainedTokenizer tokenizer,
      List<String> tokens,
      List<Long> types,
      List<String> merges) {
    int[] wanted = tokenizer.encode(PROBE);
    for (String name : GgufVocabulary.PRE_TOKENIZERS) {
      GgufVocabulary vocabulary =
          new GgufVocabulary(file.toString(), "gpt2", name, tokens, types, merges);
      PretrainedTokenizer candidate = PretrainedTokenizer.fromJson(
          vocabulary.tokenizerJson(),
          new TokenizerSettings(
              file.toString(),
              Map.of(),
              List.of(0),
              Optional.empty(),
              Map.of(),
              OptionalInt.empty()));
      if (Arrays.equals(candidate.encode(PROBE), wanted)) {
        return name;
      }
    }
    throw new UserError(
        "%s: none of the pre-tokenizers known here (%s) makes the same tokens, but a GGUF must name one. Convert the exported folder with llama.cpp's convert_hf_to_gguf.py"
            .formatted(file, String.join(", ", GgufVocabulary.PRE_TOKENIZERS)));
  }
}
