package io.gradus.core.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Check whether the tokens of two models have the same texts, so that one model can score the completions of the other.
 */
public final class SameTokens {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SameTokens() {}

  /**
   * Returns the difference between two tokenizers: the first token with another text, or the rules that cut text into
   * tokens.
   *
   * @return a clause for a message, empty if nothing differs
   */
  public static Optional<String> difference(Tokenizer mine, Tokenizer other) {
    if (mine.equals(other)) {
      return Optional.empty();
    }
    Optional<JsonNode> a = mine.definition().map(SameTokens::read);
    Optional<JsonNode> b = other.definition().map(SameTokens::read);
    boolean defined = a.isPresent() && b.isPresent();
    Map<Integer, String> texts = defined ? texts(a.get()) : decoded(mine);
    Map<Integer, String> others = defined ? texts(b.get()) : decoded(other);
    for (int token = 0; token < Math.max(end(texts), end(others)); token++) {
      String text = texts.get(token);
      if (!Objects.equals(text, others.get(token))) {
        return Optional.of("token %d is %s there and %s here"
            .formatted(token, shown(others.get(token)), shown(text)));
      }
    }
    return defined && !merges(a.get()).equals(merges(b.get()))
        ? Optional.of("the tokens are the same, but text is cut into them by other merges")
        : Optional.empty();
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the text was JSON before", e);
    }
  }

  private static Map<Integer, String> texts(JsonNode tokenizer) {
    Map<Integer, String> texts = new TreeMap<>();
    JsonNode vocabulary = tokenizer.path("model").path("vocab");
    vocabulary.properties().forEach(e -> texts.put(e.getValue().asInt(), e.getKey()));
    for (int i = 0; vocabulary.isArray() && i < vocabulary.size(); i++) {
      texts.put(i, vocabulary.get(i).path(0).asText());
    }
    for (JsonNode added : tokenizer.path("added_tokens")) {
      texts.put(added.path("id").asInt(), added.path("content").asText());
    }
    return texts;
  }

  /** Of a tokenizer that has no definition. */
  private static Map<Integer, String> decoded(Tokenizer tokenizer) {
    Map<Integer, String> texts = new TreeMap<>();
    for (int token = 0; token < tokenizer.vocabularySize(); token++) {
      texts.put(token, tokenizer.decode(new int[] {token}));
    }
    return texts;
  }

  /** Files have a merge as {@code "a b"} or as {@code ["a", "b"]}. */
  private static List<String> merges(JsonNode tokenizer) {
    List<String> merges = new ArrayList<>();
    for (JsonNode merge : tokenizer.path("model").path("merges")) {
      merges.add(
          merge.isArray() ? merge.path(0).asText() + " " + merge.path(1).asText() : merge.asText());
    }
    return merges;
  }

  private static int end(Map<Integer, String> texts) {
    return texts.keySet().stream().mapToInt(token -> token + 1).max().orElse(0);
  }

  private static String shown(@Nullable String text) {
    return text == null ? "no text" : "'" + text + "'";
  }
}
