package io.gradus.core.policy;

import io.gradus.core.Divergence;
import java.util.List;

/**
 * A divergence that a gradient needs, with the teacher that it is measured from.
 *
 * @param divergence which one
 * @param teacher the model; it is not changed. Its vocabulary is the policy's, except for rows at the end that no text has
 * @param sequences what the teacher reads of each sequence of the batch: the same completion, and the same prompt or another one
 */
public record Teaching(Divergence divergence, Policy teacher, List<TokenSequence> sequences) {
  /** The part for sequences {@code from} (inclusive) to {@code to} (exclusive). */
  public Teaching of(int from, int to) {
    return new Teaching(divergence, teacher, sequences.subList(from, to));
  }

  /** The parts of several for the same sequences. */
  public static List<Teaching> of(List<Teaching> all, int from, int to) {
    return all.stream().map(teaching -> teaching.of(from, to)).toList();
  }

  /** Positions of the longest sequence. */
  int positions() {
    return sequences.stream()
        .mapToInt(s -> s.prompt().length + s.completion().length - 1)
        .max()
        .orElse(1);
  }
}
