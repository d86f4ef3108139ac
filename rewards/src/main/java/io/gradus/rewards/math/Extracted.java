package io.gradus.rewards.math;

import io.gradus.rewards.math.policy.AnswerSource;
import java.util.List;

/**
 * An answer found in a completion.
 *
 * @param text the answer; if there are several adjacent boxes, the last one
 * @param parts contents of adjacent boxes, in order and without repetition; empty for a single box
 * @param hedged whether a comma or a word joined those boxes, so that the last box alone is not the answer
 * @param source where the answer was found
 */
public record Extracted(String text, List<String> parts, boolean hedged, AnswerSource source) {
  public Extracted {
    parts = List.copyOf(parts);
  }

  static Extracted of(String text, AnswerSource source) {
    return new Extracted(text, List.of(), false, source);
  }

  /** Joins all parts into one list. */
  String whole() {
    return parts.isEmpty() ? text : String.join(", ", parts);
  }
}
