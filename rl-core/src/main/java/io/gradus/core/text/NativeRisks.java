package io.gradus.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Excerpt;
import io.gradus.core.UserError;
import java.util.List;
import java.util.Map;

/**
 * Check of a {@code tokenizer.json} before the native library reads it, because a panic in the library ends the whole
 * process. It refuses:
 *
 * <ul>
 *   <li>regular expressions that match the empty text everywhere, or whose work at one place can grow faster than the
 *       text: the engine, Oniguruma, gives up after ten million steps, and the library panics;
 *   <li>lengths with which the library divides by zero or reads outside of a token;
 *   <li>dropout, with which the same text has different tokens each time.
 * </ul>
 */
final class NativeRisks {
  private static final List<String> PARTS =
      List.of("normalizer", "pre_tokenizer", "post_processor", "decoder");

  private NativeRisks() {}

  /**
   * Checks all expressions.
   *
   * @throws UserError that quotes the expression and says where it is
   */
  static void check(String source, JsonNode tokenizer) {
    for (String part : PARTS) {
      check(source, part, tokenizer.path(part));
    }
    JsonNode model = tokenizer.path("model");
    if (model.path("dropout").asDouble(0) != 0) {
      throw refused(
          source,
          "model.dropout",
          "must be 0 or null, because the same text would have different tokens each time");
    }
    if (model.path("type").asText("").equals("Unigram")) {
      int size = model.path("vocab").size();
      JsonNode unknown = model.path("unk_id");
      if (size == 0 || (unknown.isNumber() && (unknown.asLong() < 0 || unknown.asLong() >= size))) {
        throw refused(source, "model.unk_id", "is outside the vocabulary of %d".formatted(size));
      }
    }
  }

  private static void check(String source, String path, JsonNode node) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        check(source, "%s[%d]".formatted(path, i), node.get(i));
      }
      return;
    }
    String type = node.path("type").asText("");
    if (type.equals("FixedLength") && node.path("length").asLong(1) < 1) {
      throw refused(source, path + ".length", "must be positive");
    }
    if (type.equals("Strip") && node.path("stop").asLong(0) > 0) {
      throw refused(
          source, path + ".stop", "must be 0: the library fails at tokens that are shorter");
    }
    if (type.equals("Prepend") && node.path("prepend").asText("").isEmpty()) {
      throw refused(source, path + ".prepend", "must not be empty");
    }
    if (type.equals("Precompiled")
        && !PrecompiledCharsmap.isSound(node.path("precompiled_charsmap").asText(""))) {
      throw refused(source, path + ".precompiled_charsmap", "is damaged");
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().equals("pattern")) {
        JsonNode regex = field.getValue().path("Regex");
        JsonNode text = field.getValue().path("String");
        if (text.isTextual() && text.asText().isEmpty()) {
          throw refused(source, path + ".pattern", "is empty, so it matches everywhere");
        }
        if (regex.isTextual()) {
          RegexRisk.of(regex.asText()).ifPresent(why -> {
            throw refused(
                source, path + ".pattern", "%s: %s".formatted(Excerpt.quoted(regex.asText()), why));
          });
        }
      } else {
        check(source, path + "." + Excerpt.printable(field.getKey(), 40), field.getValue());
      }
    }
  }

  private static UserError refused(String source, String path, String why) {
    return new UserError(
        "%s: tokenizer.json: %s: %s. Use the tokenizer.json of the model's authors, or fix this one."
            .formatted(source, path, why));
  }
}
