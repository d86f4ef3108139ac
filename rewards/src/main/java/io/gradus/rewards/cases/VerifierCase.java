package io.gradus.rewards.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Score;

/** A case for a verifier, and the verdict that is right. */
public interface VerifierCase {
  /** Its name in its file; empty if it has none. */
  String id();

  /** What is right: {@code true} or {@code false}, a verdict's name, a number, an extracted text or null. */
  JsonNode expected();

  /** Runs the verifier. Never throws for what the case holds. */
  Outcome judge();

  /**
   * What a verifier made of a case.
   *
   * @param found the same kind of thing as {@link #expected}, in words
   */
  record Outcome(Score score, String found, boolean agrees) {}
}
