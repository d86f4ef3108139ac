package io.gradus.rewards.math;

import org.jspecify.annotations.Nullable;

/**
 * An answer found in a completion.
 *
 * @param text the answer
 * @param joined several boxes side by side as one list, or null
 * @param hedged whether the boxes were joined by a comma or a word, so that the last one alone is no answer
 * @param source where it was found
 */
public record Extracted(String text, @Nullable String joined, boolean hedged, AnswerSource source) {
  static Extracted of(String text, AnswerSource source) {
    return new Extracted(text, null, false, source);
  }
}
