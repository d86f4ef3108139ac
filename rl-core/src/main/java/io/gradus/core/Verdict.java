package io.gradus.core;

import java.util.Locale;

/** What a verifier found, apart from the number it gave for it. A run counts each kind. */
public enum Verdict {
  /** The answer is right. */
  CORRECT,
  /** An answer was read, and it is not right. */
  WRONG,
  /** No answer where one was asked for. */
  NO_ANSWER,
  /** An answer is there, and cannot be read. */
  UNPARSEABLE,
  /** The token budget ran out before an answer. */
  TRUNCATED,
  /** Code: it ran out of its time. */
  TIMEOUT,
  /** Code: it asked for more memory than it may have. */
  MEMORY_LIMIT,
  /** Code: it wrote more than it may. */
  OUTPUT_LIMIT,
  /** Code: it failed while running. */
  RUNTIME_ERROR,
  /** Code: it does not compile. */
  COMPILE_ERROR,
  /** Code: the completion holds none. */
  NO_CODE,
  /** The verifier itself failed: the sample is masked from the gradient, never scored 0. */
  VERIFIER_ERROR,
  /** The reward does not judge correctness (a length, a format bonus). */
  UNJUDGED;

  /** The name used in files: {@code no_answer}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
