package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.gradus.core.Divergence;
import java.util.List;

/**
 * A divergence that a gradient needs, with the teacher that it is measured from.
 *
 * @param divergence which one
 * @param teacher the model; it is not changed. Its vocabulary is the policy's, except for rows at the end that no
 *     text has
 * @param sequences what the teacher reads of each sequence of the batch: the same completion, and the same prompt
 *     or another one
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

  /**
   * The teacher's final states {@code (C, E)} that score the completions' tokens, and its head {@code (V, E)}.
   *
   * @param scope closes them
   * @param turns cosines and sines of all positions
   * @param operands the teacher's weights
   */
  NDList states(NDManager scope, List<NDArray> turns, List<NDArray> operands) {
    BatchArrays arrays = new BatchArrays(scope, new TokenBatch(sequences));
    List<NDArray> inputs =
        List.of(arrays.ids(), arrays.positions(), turns.get(0), turns.get(1), arrays.rows());
    return teacher
        .script()
        .call(scope, "states", inputs, List.of(teacher.decoder().layout(arrays), operands));
  }
}
