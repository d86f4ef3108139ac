package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.gradus.core.Divergence;
import java.util.List;

/**
 * A divergence that a gradient needs, and its teacher.
 *
 * @param divergence the divergence
 * @param teacher the teacher's model, which is not changed. It has the policy's vocabulary, except for rows at the end
 *     without a text
 * @param sequences for each sequence of the batch, what the teacher reads: the same completion, with the same or
 *     another prompt
 */
public record Teaching(Divergence divergence, Policy teacher, List<TokenSequence> sequences) {
  /** Returns the part for sequences {@code from} (inclusive) to {@code to} (exclusive). */
  public Teaching of(int from, int to) {
    return new Teaching(divergence, teacher, sequences.subList(from, to));
  }

  /** Returns the parts of several teachings for the same sequences. */
  public static List<Teaching> of(List<Teaching> all, int from, int to) {
    return all.stream().map(teaching -> teaching.of(from, to)).toList();
  }

  /** Returns the number of positions of the longest sequence. */
  int positions() {
    return sequences.stream()
        .mapToInt(s -> s.prompt().length + s.completion().length - 1)
        .max()
        .orElse(1);
  }

  /**
   * Computes the teacher's final states {@code (C, E)} that score the completions' tokens, and returns them with its
   * head {@code (V, E)}.
   *
   * @param scope closes the returned arrays
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
