package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.gradus.core.architecture.Transformer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Converts a batch to arrays of the TorchScript source, and the results of the source to arrays of Java.
 *
 * @param scope closes the arrays
 */
record BatchArrays(NDManager scope, TokenBatch batch) {

  /** Returns the tokens (N). */
  NDArray ids() {
    return longs(scope, batch.ids);
  }

  /** Returns the positions (N). */
  NDArray positions() {
    return longs(scope, batch.positions);
  }

  /** Returns the rows (C) whose states score the targets. */
  NDArray rows() {
    return longs(scope, batch.rows);
  }

  /**
   * Returns the rows of the states at the scored tokens of all sequences.
   *
   * @param sequences the sequences of the batch, none of which is scored at its last token, because the batch does not
   *     read it
   */
  NDArray scoredStates(List<TokenSequence> sequences) {
    int[] rows = new int[sequences.stream().mapToInt(s -> s.scored().length).sum()];
    int at = 0;
    int first = 0;
    for (TokenSequence sequence : sequences) {
      for (int token : sequence.scored()) {
        rows[at++] =
            batch.rows[first + token + 1]; // the row from which the next token is predicted
      }
      first += sequence.completion().length;
    }
    return longs(scope, rows);
  }

  /** Returns the targets (C). */
  NDArray targets() {
    return longs(scope, batch.targets);
  }

  /**
   * Returns the tokens that the targets were chosen from: offsets (C + 1) and kept tokens, or one empty array for the
   * whole vocabulary.
   */
  List<NDArray> support() {
    return batch
        .support
        .map(s -> List.of(longs(scope, s.offsets()), longs(scope, s.ids())))
        .orElseGet(() -> List.of(longs(scope, new int[0])));
  }

  /**
   * Returns for each of attention's rectangles: queries (b, t), keys (b, s), the results that count, and each mask (b,
   * 1, times t, s).
   */
  List<NDArray> layout(List<Transformer.Mask> masks) {
    List<NDArray> layout = new ArrayList<>();
    for (TokenBatch.Rectangle r : batch.rectangles) {
      layout.add(longs(scope, r.queries()).reshape(r.b(), r.t()));
      layout.add(longs(scope, r.keys()).reshape(r.b(), r.s()));
      layout.add(longs(scope, r.results()));
      for (Transformer.Mask mask : masks) {
        NDArray once =
            scope.create(batch.mask(r, mask.window()), new Shape(r.b(), 1, r.t(), r.s()));
        layout.add(mask.times() == 1 ? once : once.tile(new long[] {1, 1, mask.times(), 1}));
      }
    }
    return layout;
  }

  static NDArray longs(NDManager scope, int[] values) {
    return scope.create(Arrays.stream(values).asLongStream().toArray());
  }

  /** Concatenates numbers of each sequence's scored tokens (C). */
  NDArray scored(float[][] parts) {
    FloatBuffer flat = FloatBuffer.allocate(batch.rows.length);
    for (float[] part : parts) {
      flat.put(part);
    }
    return scope.create(flat.array());
  }

  /** Concatenates several sets of such numbers, (K, C). If there are no sets, the array is empty. */
  NDArray scored(List<float[][]> several) {
    if (several.isEmpty()) {
      return scope.create(new Shape(0));
    }
    FloatBuffer flat = FloatBuffer.allocate(several.size() * batch.rows.length);
    several.forEach(parts -> Arrays.stream(parts).forEach(flat::put));
    return scope.create(flat.array(), new Shape(several.size(), batch.rows.length));
  }

  /** Splits the first two results of the source, log-probs and entropies (C), by sequence. */
  LogProbs logProbs(NDList out) {
    return logProbs(out, List.of());
  }

  /**
   * Splits log-probs, entropies and divergences by sequence.
   *
   * @param divergences {@code (C)} for each divergence, of all sequences one after another
   */
  LogProbs logProbs(NDList out, List<float[]> divergences) {
    return new LogProbs(
        split(out.get(0).toFloatArray()),
        split(out.get(1).toFloatArray()),
        divergences.stream().map(this::split).toList());
  }

  private float[][] split(float[] flat) {
    float[][] parts = new float[batch.lengths.length][];
    for (int i = 0, at = 0; i < parts.length; at += batch.lengths[i], i++) {
      parts[i] = Arrays.copyOfRange(flat, at, at + batch.lengths[i]);
    }
    return parts;
  }
}
