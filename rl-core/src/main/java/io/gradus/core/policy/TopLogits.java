package io.gradus.core.policy;

import java.util.Arrays;

/**
 * The largest logits after each token of a text, the largest first.
 *
 * @param tokens {@code (T, k)}
 * @param logits {@code (T, k)}
 */
public record TopLogits(int[][] tokens, float[][] logits) {
  static TopLogits of(int k, float[] logits, long[] tokens) {
    int rows = logits.length / k;
    int[][] ids = new int[rows][];
    float[][] values = new float[rows][];
    for (int t = 0; t < rows; t++) {
      values[t] = Arrays.copyOfRange(logits, t * k, (t + 1) * k);
      ids[t] =
          Arrays.stream(tokens, t * k, (t + 1) * k).mapToInt(Math::toIntExact).toArray();
    }
    return new TopLogits(ids, values);
  }
}
