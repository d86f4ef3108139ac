package io.gradus.core.policy;

import io.gradus.core.engine.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How a batch of a small model is cut into parts that run side by side, one on each core ({@link Lanes}). */
final class Parts {
  /** Weights that the caches of a processor hold: operations on larger ones are long enough to be shared out, and gradients dear. */
  private static final long SMALL = 32L << 20;
  /** With fewer tokens a pass reads weights more than it computes. */
  private static final int LEAST_TOKENS = 1024;

  private Parts() {}

  /**
   * Into how many, on a CPU.
   *
   * @param tokens of the batch
   */
  static int count(Transformer transformer, int vocabulary, double tokens) {
    long weights = Float.BYTES
        * transformer.parameters(vocabulary).stream().mapToLong(Parameter::size).sum();
    // A router's losses are of a whole pass.
    boolean whole = weights > SMALL || !transformer.mixtures().isEmpty();
    return whole ? 1 : (int) Math.max(1, Math.min(Lanes.count(), tokens / LEAST_TOKENS));
  }

  /** Tokens that go through the network: a prompt that neighbours share once. */
  static int tokens(List<TokenSequence> sequences) {
    return IntStream.range(0, sequences.size()).map(i -> tokens(sequences, i)).sum();
  }

  private static int tokens(List<TokenSequence> sequences, int i) {
    TokenSequence sequence = sequences.get(i);
    return sequence.completion().length + (shares(sequences, i) ? 0 : sequence.prompt().length);
  }

  private static boolean shares(List<TokenSequence> sequences, int i) {
    return i > 0
        && Arrays.equals(sequences.get(i).prompt(), sequences.get(i - 1).prompt());
  }

  /** Neighbours together, in order: as even as whole sequences allow, where running a prompt in two parts counts as unevenness too. */
  static List<List<TokenSequence>> of(List<TokenSequence> sequences, int count) {
    int[] before = new int[sequences.size() + 1];
    for (int i = 0; i < sequences.size(); i++) {
      before[i + 1] = before[i] + tokens(sequences, i);
    }
    List<List<TokenSequence>> parts = new ArrayList<>();
    int from = 0;
    int most = Math.min(count, sequences.size());
    for (int part = 1; part < most; part++) {
      double aim = (double) before[sequences.size()] * part / most;
      int to = IntStream.rangeClosed(from + 1, sequences.size() - (most - part))
          .boxed()
          .min(Comparator.comparingDouble(i -> Math.abs(before[i] - aim)
              + (shares(sequences, i) ? sequences.get(i).prompt().length : 0)))
          .orElseThrow();
      parts.add(sequences.subList(from, to));
      from = to;
    }
    parts.add(sequences.subList(from, sequences.size()));
    return parts;
  }
}
