package io.gradus.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Excerpt;
import io.gradus.core.UserError;
import java.util.List;
import java.util.Map;

/**
 * Checks the regular expressions of a {@code tokenizer.json} before the native library sees them. Its engine (Oniguruma) gives up
 * after ten million steps at one place, and the library then ends the whole process. So an expression is refused if the work at one
 * place can grow faster than the text, or if it matches the empty text everywhere.
 */
final class TokenizerPatterns {
  private static final List<String> PARTS =
      List.of("normalizer", "pre_tokenizer", "post_processor", "decoder");

  private TokenizerPatterns() {}

  /**
   * Checks all expressions.
   *
   * @throws UserError that quotes the expression and says where it is
   */
  static void check(String source, JsonNode tokenizer) {
    for (String part : PARTS) {
      check(source, part, tokenizer.path(part));
    }
  }

  private static void check(String source, String path, JsonNode node) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        check(source, "%s[%d]".formatted(path, i), node.get(i));
      }
      return;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getKey().equals("pattern")) {
        JsonNode regex = field.getValue().path("Regex");
        JsonNode text = field.getValue().path("String");
        if (text.isTextual() && text.asText().isEmpty()) {
          throw refused(source, path, "", "is empty, so it matches everywhere");
        }
        if (regex.isTextual()) {
          RegexRisk.of(regex.asText()).ifPresent(why -> {
            throw refused(source, path, regex.asText(), why);
          });
        }
      } else {
        check(source, path + "." + Excerpt.printable(field.getKey(), 40), field.getValue());
      }
    }
  }

  private static UserError refused(String source, String path, String regex, String why) {
    return new UserError(
        "%s: tokenizer.json: %s.pattern %s: %s. Use the tokenizer.json of the model's authors, or simplify the expression."
            .formatted(source, path, Excerpt.quoted(regex), why));
  }
}
