package io.gradus.rewards.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.rewards.code.CodeResult;
import io.gradus.rewards.code.CodeTask;
import io.gradus.rewards.code.CodeVerifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A program, its task, and its expected verdict.
 *
 * @param wanted the verdict that is right
 */
public record CodeCase(String id, CodeTask task, String code, Verdict wanted, CodeVerifier verifier)
    implements VerifierCase {
  private static final Map<String, Verdict> OTHER_NAMES = Map.of(
      "pass", Verdict.CORRECT,
      "memory", Verdict.MEMORY_LIMIT,
      "error", Verdict.VERIFIER_ERROR,
      "sandbox_error", Verdict.VERIFIER_ERROR);

  /**
   * Reads the case of a row: {@code kind: extract} is an {@link ExtractionCase}; otherwise {@code kind} and
   * {@code tests} as in {@link CodeTask#of}, {@code code}, and {@code expected}, the name of a verdict or {@code PASS},
   * {@code MEMORY}, {@code ERROR}. Optional: {@code id}, {@code lang} (python), and the texts {@code entry_point},
   * {@code prompt}, {@code setup}. Further fields are ignored.
   *
   * @param verifier runs the program
   * @throws IllegalArgumentException with everything that is missing or wrong, one per line
   */
  public static VerifierCase of(JsonNode row, CodeVerifier verifier) {
    if (row.path("kind").asText().equals("extract")) {
      return ExtractionCase.of(row);
    }
    Fields fields = new Fields(row);
    String id = fields.id();
    Map<String, String> attributes = new HashMap<>();
    attributes.put("kind", fields.text("kind"));
    fields
        .optionalText("lang")
        .or(() -> fields.optionalText("language"))
        .ifPresent(language -> attributes.put("language", language));
    for (String name : new String[] {"entry_point", "prompt", "setup"}) {
      fields.optionalText(name).ifPresent(text -> attributes.put(name, text));
    }
    if (!row.hasNonNull("tests")) {
      fields.fault("tests", "missing: give a list");
    }
    JsonNode tests = row.path("tests");
    attributes.put("tests", tests.isTextual() ? tests.asText() : tests.toString());
    String code = fields.text("code");
    String expected = fields.text("expected");
    Optional<Verdict> wanted = verdict(expected);
    if (wanted.isEmpty() && !expected.isEmpty()) {
      fields.fault("expected", "no verdict '%s'. Known: %s".formatted(expected, verdicts()));
    }
    fields.check();
    return new CodeCase(id, CodeTask.of(attributes), code, wanted.orElseThrow(), verifier);
  }

  private static Optional<Verdict> verdict(String name) {
    String label = name.toLowerCase(Locale.ROOT).replace('-', '_');
    return Optional.ofNullable(OTHER_NAMES.get(label))
        .or(() -> Arrays.stream(Verdict.values())
            .filter(verdict -> verdict.label().equals(label))
            .findFirst());
  }

  private static String verdicts() {
    return Arrays.stream(Verdict.values()).map(Verdict::label).collect(Collectors.joining(", "));
  }

  @Override
  public JsonNode expected() {
    return TextNode.valueOf(wanted.label());
  }

  @Override
  public Outcome judge() {
    CodeResult result = verifier.verify(task, code);
    boolean passed = result.verdict() == Verdict.CORRECT;
    return new Outcome(
        Score.of(passed ? 1 : 0, result.verdict(), code, result.why()),
        result.verdict().label(),
        result.verdict() == wanted);
  }
}
