package io.gradus.core;

import java.util.Locale;

/** What a verifier found, in addition to its number. A run counts each verdict. */
public enum Verdict {
  /** The answer is right. */
  CORRECT,
  /** An answer was read, and it is wrong. */
  WRONG,
  /** The required answer is missing. */
  NO_ANSWER,
  /** An answer is present but cannot be parsed. */
  UNPARSEABLE,
  /** The token budget ran out before an answer. */
  TRUNCATED,
  /** The code exceeded its time limit. */
  TIMEOUT,
  /** The code exceeded its memory limit. */
  MEMORY_LIMIT,
  /** The code exceeded its output limit. */
  OUTPUT_LIMIT,
  /** The code failed while running. */
  RUNTIME_ERROR,
  /** The code does not compile. */
  COMPILE_ERROR,
  /** The completion contains no code. */
  NO_CODE,
  /** The verifier itself failed: the sample is masked from the gradient, never scored 0. */
  VERIFIER_ERROR,
  /** The reward does not judge correctness (a length, a format bonus). */
  UNJUDGED;

  /** Returns the name used in files: {@code no_answer}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
