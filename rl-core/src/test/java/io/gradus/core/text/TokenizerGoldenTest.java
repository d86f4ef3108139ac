package io.gradus.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against ids that a second implementation made. */
class TokenizerGoldenTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({"gpt2, gpt-2", "deepseek_v3, deepseek-v3", "qwen3, qwen2"})
  void idsAreThoseOfTheGoldensAlsoByWayOfGguf(String name, String pre) throws IOException {
    Path folder = SharedData.require("tokenizers/" + name);
    JsonNode cases = JSON.readTree(
            SharedData.require("tokenizers/golden_" + name + ".json").toFile())
        .get("cases");
    JsonNode json = JSON.readTree(folder.resolve("tokenizer.json").toFile());
    TokenizerSettings settings = new TokenizerSettings(
        name, Map.of(), List.of(0), Optional.empty(), Map.of(), OptionalInt.empty());
    PretrainedTokenizer direct =
        PretrainedTokenizer.fromJson(Files.readString(folder.resolve("tokenizer.json")), settings);
    PretrainedTokenizer gguf =
        PretrainedTokenizer.fromJson(vocabulary(json, pre).tokenizerJson(), settings);
    assertThat(cases).hasSize(62);
    for (JsonNode row : cases) {
      String text = row.get("text").asText();
      int[] ids = JSON.convertValue(row.get("ids"), int[].class);
      assertThat(direct.encode(text)).as(text).isEqualTo(ids);
      assertThat(gguf.encode(text)).as("GGUF: " + text).isEqualTo(ids);
      // Qwen's normaliser composes accents, so that one text is not the same.
      assertThat(direct.decode(ids))
          .isEqualTo(name.equals("qwen3") ? Normalizer.normalize(text, Normalizer.Form.NFC) : text);
      assertThat(gguf.decode(ids)).isEqualTo(direct.decode(ids));
    }
  }

  /**
   * The {@code tokenizer.json} beside that GGUF cuts no digits apart, as the original and llama.cpp do; the merges know
   * no two ASCII digits, so that only other numerals show it.
   */
  @Test
  void theVocabularyOfSmolLm2InGgufMakesTheSameTokens() throws IOException {
    Path folder = SharedData.require("models/smollm2_135m_instruct");
    PretrainedTokenizer direct = PretrainedTokenizer.fromFolder(folder);
    JsonNode json = JSON.readTree(folder.resolve("tokenizer.json").toFile());
    PretrainedTokenizer gguf = PretrainedTokenizer.fromJson(
        vocabulary(json, "smollm").tokenizerJson(),
        new TokenizerSettings(
            "gguf",
            direct.namedTokens(),
            List.of(),
            Optional.empty(),
            direct.chatTemplates(),
            OptionalInt.of(49152)));
    assertThat(direct.endTokens()).containsExactly(2);
    assertThat(direct.vocabularySize()).isEqualTo(49152);
    for (JsonNode row : JSON.readTree(
            SharedData.require("tokenizers/golden_gpt2.json").toFile())
        .get("cases")) {
      String text = row.get("text").asText();
      if (!text.matches("(?s).*[\\p{N}&&[^0-9]].*")) {
        assertThat(gguf.encode(text)).as(text).isEqualTo(direct.encode(text));
      }
      assertThat(direct.decode(direct.encode(text))).isEqualTo(text);
    }
  }

  /** What a conversion to GGUF keeps of a {@code tokenizer.json}. */
  private static GgufVocabulary vocabulary(JsonNode json, String pre) {
    List<String> tokens = new ArrayList<>();
    List<Long> types = new ArrayList<>();
    json.get("model")
        .get("vocab")
        .properties()
        .forEach(e -> put(tokens, types, e.getValue().asInt(), e.getKey(), 1));
    json.get("added_tokens")
        .forEach(t -> put(
            tokens,
            types,
            t.get("id").asInt(),
            t.get("content").asText(),
            t.get("special").asBoolean() ? 3 : 4));
    List<String> merges = new ArrayList<>();
    json.get("model")
        .get("merges")
        .forEach(m -> merges.add(
            m.isTextual() ? m.asText() : m.get(0).asText() + " " + m.get(1).asText()));
    return new GgufVocabulary("golden", "gpt2", pre, tokens, types, merges);
  }

  private static void put(List<String> tokens, List<Long> types, int id, String text, long type) {
    while (tokens.size() <= id) {
      tokens.add("[PAD" + tokens.size() + "]");
      types.add(5L);
    }
    tokens.set(id, text);
    types.set(id, type);
  }
}
