package io.gradus.rewards.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.gradus.core.Score;
import io.gradus.rewards.math.CaseKind;
import io.gradus.rewards.math.policy.MathPolicy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A case of a math grader: two texts, and whether they agree.
 *
 * @param kind how to read the texts
 * @param agree whether the prediction is right; the opposite of the published verdict if the note calls that a bug
 * @param policy what counts as equal in this case
 */
public record MathCase(
    String id, CaseKind kind, String gold, String prediction, boolean agree, MathPolicy policy)
    implements VerifierCase {

  /**
   * Reads the case of a row with {@code extraction}, {@code pred} and {@code expected}, and {@code gold} if the kind
   * has a gold answer. Optional: {@code id}; {@code precision}, the required decimals; {@code strict: false}, if the
   * names of variables do not matter; {@code allow_set_relation_comp}, whether {@code x < 3} equals an interval; {@code
   * note}. Further fields are ignored.
   *
   * @throws IllegalArgumentException with everything that is missing or of the wrong type, one per line
   */
  public static MathCase of(JsonNode row) {
    Fields fields = new Fields(row);
    String id = fields.id();
    String name = fields.text("extraction");
    Optional<CaseKind> kind = CaseKind.of(name);
    if (kind.isEmpty() && !name.isEmpty()) {
      fields.fault("extraction", "unknown '%s'. Known: %s".formatted(name, kinds()));
    }
    MathPolicy policy = MathPolicy.lenient();
    if (fields.optionalWhole("precision").isPresent()) {
      int decimals = row.get("precision").asInt();
      if (decimals < 1 || decimals > 30) {
        fields.fault("precision", "must be in [1, 30], but is " + decimals);
      } else {
        policy = policy.withDecimals(decimals);
      }
    }
    policy = policy.withRename(!fields.optionalTruth("strict").orElse(true));
    policy = policy.withRegions(
        fields.optionalTruth("allow_set_relation_comp").orElse(policy.regions()));
    if (!row.has("gold")) {
      fields.fault("gold", "missing: give a text, or null where there is none");
    }
    if (!row.has("pred")) {
      fields.fault("pred", "missing: give a text, or null where there is none");
    }
    String gold = fields.optionalText("gold").orElse("");
    String prediction = fields.optionalText("pred").orElse("");
    boolean published = fields.truth("expected");
    boolean bug = fields.optionalText("note").orElse("").contains("BUG");
    fields.check();
    return new MathCase(id, kind.orElseThrow(), gold, prediction, published != bug, policy);
  }

  private static String kinds() {
    return Arrays.stream(CaseKind.values())
        .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(", "));
  }

  @Override
  public JsonNode expected() {
    return BooleanNode.valueOf(agree);
  }

  public Score score() {
    return kind.judge(gold, prediction, policy);
  }

  /** Returns whether the verdict is {@code correct}; a verifier error counts as not correct. */
  @Override
  public Outcome judge() {
    Score score = score();
    return new Outcome(
        score, score.correct() + " (" + score.verdict().label() + ")", score.correct() == agree);
  }
}
