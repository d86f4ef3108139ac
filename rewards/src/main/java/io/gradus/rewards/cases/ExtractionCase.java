package io.gradus.rewards.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.code.CodeBlock;
import io.gradus.rewards.code.Language;
import java.util.Optional;

/**
 * A completion and the code that must be found in it.
 *
 * @param text the completion
 * @param expected the code, or null if the completion has no code
 */
public record ExtractionCase(String id, Language language, String text, JsonNode expected)
    implements VerifierCase {

  /**
   * Reads the case of a row with {@code text} and {@code expected}; optional: {@code id}, {@code lang} (python).
   *
   * @throws IllegalArgumentException with everything that is missing or wrong, one per line
   */
  static ExtractionCase of(JsonNode row) {
    Fields fields = new Fields(row);
    String id = fields.id();
    String name =
        fields.optionalText("lang").or(() -> fields.optionalText("language")).orElse("python");
    Optional<Language> language = Language.named(name);
    if (language.isEmpty()) {
      fields.fault("lang", "must be python or java, but is '%s'".formatted(name));
    }
    String text = fields.text("text");
    if (!row.has("expected")) {
      fields.fault("expected", "missing. Give the code, or null if none may be found");
    }
    var unused = fields.optionalText("expected");
    fields.check();
    return new ExtractionCase(id, language.orElseThrow(), text, row.get("expected"));
  }

  /** Returns the found code, or {@code (none)}. The verdict only says whether there is code; the code is not run. */
  @Override
  public Outcome judge() {
    Optional<String> code = CodeBlock.last(text, language);
    Optional<String> wanted =
        expected.isTextual() ? Optional.of(expected.asText()) : Optional.empty();
    Score score = Score.of(
        0,
        code.isPresent() ? Verdict.UNJUDGED : Verdict.NO_CODE,
        code.orElse(""),
        code.isPresent() ? "the last whole block" : "no fenced block of " + language);
    return new Outcome(score, code.orElse("(none)"), code.equals(wanted));
  }
}
