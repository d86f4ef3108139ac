package io.gradus.experiments.score;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A value from the column of expected values. The name of a verdict expects this verdict. {@code true} expects the
 * verdict {@code correct}, or a reward of 1 if the reward gives no verdicts. {@code false} expects anything else. A
 * number expects this reward.
 *
 * @param value value in the row
 * @param label name in the confusion table
 */
record Expectation(JsonNode value, String label) {
  private static final double SAME = 1e-9;

  static Optional<Expectation> of(JsonNode value) {
    if (value.isBoolean()) {
      return Optional.of(new Expectation(value, value.asText()));
    }
    if (value.isNumber() && Double.isFinite(value.asDouble())) {
      return Optional.of(new Expectation(value, number(value.asDouble())));
    }
    String label = value.isTextual() ? value.asText().toLowerCase(Locale.ROOT) : "";
    return Arrays.stream(Verdict.values())
        .map(Verdict::label)
        .filter(label.replace('-', '_')::equals)
        .findFirst()
        .map(verdict -> new Expectation(value, verdict));
  }

  static String verdicts() {
    return Arrays.stream(Verdict.values()).map(Verdict::label).collect(Collectors.joining(", "));
  }

  Result.Comparison compare(Score score) {
    String verdict = score.verdict().label();
    if (value.isNumber()) {
      boolean failed = score.verdict() == Verdict.VERIFIER_ERROR;
      boolean same = !failed && Math.abs(score.value() - value.asDouble()) <= SAME;
      return new Result.Comparison(value, label, failed ? verdict : number(score.value()), same);
    }
    if (value.isTextual()) {
      return new Result.Comparison(value, label, verdict, label.equals(verdict));
    }
    boolean judged = score.verdict() != Verdict.UNJUDGED;
    boolean right = judged ? score.correct() : score.value() >= 1;
    return new Result.Comparison(
        value, label, judged ? verdict : number(score.value()), right == value.asBoolean());
  }

  private static String number(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
