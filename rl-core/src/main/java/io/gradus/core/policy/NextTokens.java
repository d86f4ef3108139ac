package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The distribution of the next token after each token of a text. */
public final class NextTokens {
  private final Policy policy;

  /** Makes a reader that uses this policy, which the caller must keep open. */
  public NextTokens(Policy policy) {
    this.policy = policy;
  }

  /** Returns the logits of the whole vocabulary after each token of a text, {@code (T, V)}. */
  public float[][] logits(int[] ids) {
    int vocabulary = policy.vocabulary();
    try (NDManager scope = policy.script().manager().newSubManager()) {
      float[] flat = read(scope, "logits", List.of(), ids).singletonOrThrow().toFloatArray();
      float[][] rows = new float[ids.length][];
      for (int t = 0; t < rows.length; t++) {
        rows[t] = Arrays.copyOfRange(flat, t * vocabulary, (t + 1) * vocabulary);
      }
      return rows;
    }
  }

  /**
   * Returns the largest logits after each token of a text; the last logits are for the next token.
   *
   * @param k number of logits per token, at most the size of the vocabulary
   */
  public TopLogits topLogits(int[] ids, int k) {
    try (NDManager scope = policy.script().manager().newSubManager()) {
      NDArray settings =
          scope.create(new float[] {k, policy.activations().chunkTokens(policy.vocabulary())});
      NDList out = read(scope, "top_logits", List.of(settings), ids);
      return TopLogits.of(k, out.get(0).toFloatArray(), out.get(1).toLongArray());
    }
  }

  private NDList read(NDManager scope, String method, List<NDArray> settings, int[] ids) {
    // The token that is scored does not matter.
    TokenBatch batch = new TokenBatch(List.of(new TokenSequence(ids, new int[1])));
    BatchArrays arrays = new BatchArrays(scope, batch);
    List<NDArray> operands = new ArrayList<>(settings);
    operands.addAll(List.of(
        arrays.ids(),
        arrays.positions(),
        policy.decoder().speaking().rotations().cos(ids.length),
        policy.decoder().rotations().sin(ids.length)));
    return policy
        .script()
        .call(
            scope,
            method,
            operands,
            List.of(policy.decoder().layout(arrays), policy.weights().operands()));
  }
}
