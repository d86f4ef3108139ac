package io.gradus.core;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A reward's judgement of one completion: the number and its reason.
 *
 * @param value the reward {@code r_i}; finite
 * @param verdict what the verifier found
 * @param extracted the answer that the verifier read, or empty
 * @param why one readable line that names what was compared, and the rule that decided
 * @param terms parts of a composed reward by name, in order, before weighting; empty for a simple reward
 * @param steps scores of the completion's steps, in order, from a process reward; otherwise empty
 */
public record Score(
    double value,
    Verdict verdict,
    String extracted,
    String why,
    Map<String, Double> terms,
    List<StepScore> steps) {

  public Score {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(extracted, "extracted");
    Objects.requireNonNull(why, "why");
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value: a reward must be finite, but is " + value);
    }
    terms = ImmutableMap.copyOf(terms);
    steps = List.copyOf(steps);
    for (int j = 1; j < steps.size(); j++) {
      if (steps.get(j).end() <= steps.get(j - 1).end()) {
        throw new IllegalArgumentException("steps: step %d ends at %d, not after the step before it"
            .formatted(j, steps.get(j).end()));
      }
    }
  }

  /** Makes a judgement of the whole completion only. */
  public Score(
      double value, Verdict verdict, String extracted, String why, Map<String, Double> terms) {
    this(value, verdict, extracted, why, terms, List.of());
  }

  /** Returns a judgement of correctness. */
  public static Score of(double value, Verdict verdict, String extracted, String why) {
    return new Score(value, verdict, extracted, why, Map.of());
  }

  /** Returns a number that says nothing about correctness. */
  public static Score unjudged(double value, String why) {
    return new Score(value, Verdict.UNJUDGED, "", why, Map.of());
  }

  /** Returns a failure of the verifier; the gradient leaves the sample out. */
  public static Score verifierError(String why) {
    return new Score(0, Verdict.VERIFIER_ERROR, "", why, Map.of());
  }

  public boolean correct() {
    return verdict == Verdict.CORRECT;
  }

  /**
   * Returns whether the completion succeeded: its verdict is {@code correct}, or the reward gives no verdicts and its
   * value is above 0.
   */
  public boolean succeeded() {
    return correct() || (verdict == Verdict.UNJUDGED && value > 0);
  }
}
