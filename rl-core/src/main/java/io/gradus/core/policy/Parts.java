package io.gradus.core.policy;

import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How a batch of a small model, trained on or sampled, is cut into parts that run side by side, one on each core ({@link Lanes}). */
final class Parts {
  /**
   * For each core. Parts of 650 gain nothing on a quiet machine, but took 0.43 of the time beside a busy neighbour; smaller ones were not
   * measured. Of rows that are sampled all that they may grow by counts.
   */
  private static final int LEAST_TOKENS = 512;
  /** Of a pass: what cores that wait for a larger part, and prompts that run twice, may cost. Even parts take 0.92 of the whole's time. */
  private static final double LOST = 0.05;

  private Parts() {}

  /**
   * Into how many, on a CPU.
   *
   * @param lanes that there are
   * @param tokens of the batch
   */
  static int count(Transformer transformer, int vocabulary, int lanes, double tokens) {
    long weights = Float.BYTES
        * transformer.parameters(vocabulary).stream().mapToLong(Parameter::size).sum();
    // A router's losses are of a whole pass; operations on large matrices are long, and gradients
    // dear.
    boolean whole =
        weights > ActivationMemory.CACHED_BYTES || !transformer.mixtures().isEmpty();
    return whole || tokens < (double) LEAST_TOKENS * lanes ? 1 : lanes;
  }

  /** Tokens that go through the network: a prompt that neighbours share once, and of a completion all but the last. */
  static int tokens(List<TokenSequence> sequences) {
    return IntStream.range(0, sequences.size())
        .map(i -> tokens(sequences, 0, i))
        .sum();
  }

  /** Those that a sequence adds to a part. */
  private static int tokens(List<TokenSequence> sequences, int first, int i) {
    TokenSequence sequence = sequences.get(i);
    boolean shares =
        i > first && Arrays.equals(sequence.prompt(), sequences.get(i - 1).prompt());
    return sequence.completion().length - 1 + (shares ? 0 : sequence.prompt().length);
  }

  /** Neighbours together, in order, so that the largest part is as small as it can be; the whole where even that is too large. */
  static List<List<TokenSequence>> of(List<TokenSequence> sequences, int count) {
    if (count == 1) {
      return List.of(sequences);
    }
    int whole = tokens(sequences);
    int least = 1;
    int most = whole;
    while (least < most) {
      int middle = (least + most) / 2;
      if (filled(sequences, middle).size() <= count) {
        most = middle;
      } else {
        least = middle + 1;
      }
    }
    List<List<TokenSequence>> parts = filled(sequences, most);
    int largest = parts.stream().mapToInt(Parts::tokens).max().orElse(0);
    return (double) largest * count > (1 + LOST) * whole ? List.of(sequences) : parts;
  }

  /** Parts of at most so many tokens; a sequence that has more goes alone. */
  private static List<List<TokenSequence>> filled(List<TokenSequence> sequences, int capacity) {
    List<List<TokenSequence>> parts = new ArrayList<>();
    int first = 0;
    int filled = 0;
    for (int i = 0; i < sequences.size(); i++) {
      if (i > first && filled + tokens(sequences, first, i) > capacity) {
        parts.add(sequences.subList(first, i));
        first = i;
        filled = 0;
      }
      filled += tokens(sequences, first, i);
    }
    parts.add(sequences.subList(first, sequences.size()));
    return parts;
  }
}
