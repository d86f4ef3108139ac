package io.gradus.core.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.UserError;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tokens that a {@code tokenizer.json} lists.
 *
 * @param known ids of the tokens that have a text
 * @param added ids of added tokens by their text
 * @param special ids of special tokens by their text, sorted
 */
record TokenizerVocabulary(BitSet known, Map<String, Integer> added, Map<String, Integer> special) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * Reads the vocabulary of a {@code tokenizer.json}.
   *
   * @param source named in errors
   * @throws UserError if it has none, or could crash the native library
   */
  static TokenizerVocabulary read(String tokenizerJson, String source) {
    BitSet known = new BitSet();
    Map<String, Integer> addedTokens = new HashMap<>();
    Map<String, Integer> specialTokens = new TreeMap<>();
    JsonNode tree;
    try {
      tree = JSON.readTree(tokenizerJson);
      NativeRisks.check(source, tree);
    } catch (JsonProcessingException e) {
      throw new UserError(
          "%s: tokenizer.json is not JSON: %s".formatted(source, e.getOriginalMessage()), e);
    }
    JsonNode vocabulary = tree.path("model").path("vocab");
    if (vocabulary.isArray()) {
      known.set(0, vocabulary.size());
    } else {
      vocabulary.forEach(id -> know(id, known, source));
    }
    for (JsonNode token : tree.path("added_tokens")) {
      know(token.path("id"), known, source);
      addedTokens.put(token.path("content").asText(), token.path("id").asInt());
      if (token.path("special").asBoolean(false)
          && !token.path("content").asText().isEmpty()) {
        specialTokens.put(token.path("content").asText(), token.path("id").asInt());
      }
    }
    if (known.isEmpty()) {
      throw new UserError("%s: tokenizer.json has no vocabulary (model.vocab)".formatted(source));
    }
    return new TokenizerVocabulary(known, addedTokens, specialTokens);
  }

  private static void know(JsonNode id, BitSet known, String source) {
    // A vocabulary has some hundred thousand tokens; a wrong number must not exhaust the memory.
    if (!id.isInt() || id.asInt() < 0 || id.asInt() > 10_000_000) {
      throw new UserError(
          "%s: tokenizer.json has %s as the number of a token".formatted(source, id));
    }
    known.set(id.asInt());
  }

  /** Returns the highest token id that has a text, plus 1. */
  int size() {
    return known.length();
  }

  boolean hasText(int token) {
    return known.get(token);
  }
}
