package io.gradus.rewards.math;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Score;
import io.gradus.rewards.math.policy.MathPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A published case: two texts and whether they agree.
 *
 * @param expected the right verdict; where the note says that the published one is a mistake, its opposite
 */
record VerifierCase(
    String id, CaseKind kind, String gold, String prediction, boolean expected, MathPolicy policy) {

  static List<VerifierCase> read(Path file) throws IOException {
    return JsonLines.read(file).stream().map(VerifierCase::of).toList();
  }

  static VerifierCase of(JsonNode row) {
    MathPolicy policy = MathPolicy.lenient();
    if (row.has("precision")) {
      policy = policy.withDecimals(row.get("precision").asInt());
    }
    if (row.has("strict") && !row.get("strict").asBoolean()) {
      policy = policy.withRename(true);
    }
    if (row.has("allow_set_relation_comp")) {
      policy = policy.withRegions(row.get("allow_set_relation_comp").asBoolean());
    }
    boolean expected = row.get("expected").asBoolean();
    if (row.path("note").asText().contains("BUG")) {
      expected = !expected;
    }
    String extraction = row.get("extraction").asText();
    return new VerifierCase(
        row.get("id").asText(),
        CaseKind.of(extraction).orElseThrow(() -> new IllegalArgumentException(extraction)),
        text(row, "gold"),
        text(row, "pred"),
        expected,
        policy);
  }

  private static String text(JsonNode row, String name) {
    return row.hasNonNull(name) ? row.get(name).asText() : "";
  }

  Score score() {
    return kind.judge(gold, prediction, policy);
  }
}
