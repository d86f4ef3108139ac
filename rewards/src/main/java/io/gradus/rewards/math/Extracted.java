package io.gradus.rewards.math;

import io.gradus.rewards.math.policy.AnswerSource;
import java.util.List;

/**
 * An answer found in a completion.
 *
 * @param text the answer; of several boxes side by side the last
 * @param parts what stood in each of several boxes side by side, in order and once each; empty for a single one
 * @param hedged whether those boxes were joined by a comma or a word, so that the last one alone is no answer
 * @param source where it was found
 */
public record Extracted(String text, List<String> parts, boolean hedged, AnswerSource source) {
  public Extracted {
    parts = List.copyOf(parts);
  }

  static Extracted of(String text, AnswerSource source) {
    return new Extracted(text, List.of(), false, source);
  }

  /** All parts as one list. */
  String whole() {
    return parts.isEmpty() ? text : String.join(", ", parts);
  }
}
