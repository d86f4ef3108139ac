package io.gradus.core;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Objects;

/**
 * A reward's judgement of one completion: the number, and what stands behind it.
 *
 * @param value the reward {@code r_i}; finite
 * @param verdict what was found
 * @param extracted the answer that was read, or empty
 * @param why one line for a person: what was compared with what, by which rule
 * @param terms the parts of a composed reward by name, in order, each before its weight; empty for a simple one
 */
public record Score(
    double value, Verdict verdict, String extracted, String why, Map<String, Double> terms) {

  public Score {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(extracted, "extracted");
    Objects.requireNonNull(why, "why");
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value: a reward must be finite, but is " + value);
    }
    terms = ImmutableMap.copyOf(terms);
  }

  /** A judgement of correctness. */
  public static Score of(double value, Verdict verdict, String extracted, String why) {
    return new Score(value, verdict, extracted, why, Map.of());
  }

  /** A number that says nothing about correctness. */
  public static Score unjudged(double value, String why) {
    return new Score(value, Verdict.UNJUDGED, "", why, Map.of());
  }

  /** The verifier failed; the sample takes no part in the gradient. */
  public static Score verifierError(String why) {
    return new Score(0, Verdict.VERIFIER_ERROR, "", why, Map.of());
  }

  public boolean correct() {
    return verdict == Verdict.CORRECT;
  }

  /** Whether the completion succeeded: it is correct or, where the reward judges nothing, its reward is above 0. */
  public boolean succeeded() {
    return correct() || (verdict == Verdict.UNJUDGED && value > 0);
  }
}
