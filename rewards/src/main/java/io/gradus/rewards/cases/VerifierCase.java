package io.gradus.rewards.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.Score;

/** A case for a verifier, with the right verdict. */
public interface VerifierCase {
  /** Returns the case's name in its file; empty if it has none. */
  String id();

  /** Returns the right result: {@code true} or {@code false}, a verdict's name, a number, an extracted text or null. */
  JsonNode expected();

  /** Runs the verifier. The case's content never makes it throw. */
  Outcome judge();

  /**
   * A verifier's result for a case.
   *
   * @param found the result, of the same kind as {@link #expected}
   */
  record Outcome(Score score, String found, boolean agrees) {}
}
