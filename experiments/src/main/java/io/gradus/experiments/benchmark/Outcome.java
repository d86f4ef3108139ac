package io.gradus.experiments.benchmark;

import io.gradus.core.Verdict;
import java.util.Locale;

/**
 * Whether an answer could be judged. With any outcome except the first, the answer is censored: its score says little
 * about the model.
 */
public enum Outcome {
  /** The answer was judged. */
  JUDGED,
  /** The token budget ran out. */
  TRUNCATED,
  /** No answer was found, or it could not be read. */
  UNPARSED,
  /** The answer's program did not end in time. */
  TIMED_OUT,
  /** The verifier itself failed. */
  ERRORED;

  /** Outcome of a verifier's judgement of a text that ended by itself. */
  static Outcome of(Verdict verdict) {
    return switch (verdict) {
      case TRUNCATED -> TRUNCATED;
      case NO_ANSWER, UNPARSEABLE, NO_CODE -> UNPARSED;
      case TIMEOUT -> TIMED_OUT;
      case VERIFIER_ERROR -> ERRORED;
      default -> JUDGED;
    };
  }

  /** Whether the score says little, because the answer was not judged. */
  public boolean censors() {
    return this != JUDGED;
  }

  /** Name in files, such as {@code timed_out}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
