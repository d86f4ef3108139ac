package io.gradus.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/**
 * A {@code tokenizer.json} whose special tokens have other texts, made of noncharacters that no data contain. With this
 * vocabulary, the library reads the usual texts of special tokens as plain text. Everything else (normalisation, spaces
 * next to tokens, the first word) is unchanged.
 */
final class RenamedSpecials {
  private static final char FIRST = '\ufdd0';
  private static final int DIGITS = 31;

  private final Map<String, String> names = new HashMap<>();

  RenamedSpecials(Map<String, Integer> specials) {
    specials.forEach((text, id) -> names.put(text, name(id)));
  }

  private static String name(int id) {
    StringBuilder name = new StringBuilder().append(FIRST);
    int rest = id;
    for (int i = 0; i < 5; i++) {
      name.append((char) (FIRST + 1 + rest % DIGITS));
      rest /= DIGITS;
    }
    return name.toString();
  }

  /** Returns the replacement text of a special token. */
  String of(String special) {
    return names.getOrDefault(special, special);
  }

  /** Renames the added tokens, also in the vocabulary if it contains them. */
  void rename(ObjectNode tokenizer) {
    for (JsonNode token : tokenizer.path("added_tokens")) {
      rename(token, "content");
    }
    JsonNode model = tokenizer.path("model");
    rename(model, "unk_token");
    JsonNode vocabulary = model.path("vocab");
    if (vocabulary instanceof ObjectNode table) {
      ObjectNode renamed = table.objectNode();
      table.properties().forEach(entry -> renamed.set(of(entry.getKey()), entry.getValue()));
      ((ObjectNode) model).set("vocab", renamed);
    } else {
      for (JsonNode entry : vocabulary) {
        if (entry instanceof ArrayNode pair && pair.path(0).isTextual()) {
          pair.set(0, of(pair.path(0).asText()));
        }
      }
    }
  }

  private void rename(JsonNode node, String field) {
    if (node instanceof ObjectNode object && object.path(field).isTextual()) {
      object.put(field, of(object.path(field).asText()));
    }
  }
}
