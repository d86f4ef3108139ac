package io.gradus.core.policy;

import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Division of a small model's batch into parts that run in parallel, one per core ({@link Lanes}), in training and
 * sampling.
 */
final class Parts {
  /**
   * Least number of tokens per part. Parts of 650 gain nothing on a quiet machine, but took 0.43 of the time beside
   * other load; smaller parts were not measured. Sampled rows count with all tokens that they may grow by.
   */
  private static final int LEAST_TOKENS = 512;
  /**
   * Largest share of a pass that may be lost to waiting cores and to prompts that run twice. Parts of equal size take
   * 0.92 of the time of the whole batch.
   */
  private static final double LOST = 0.05;

  private Parts() {}

  /**
   * Returns the number of parts that a batch is split into on a CPU.
   *
   * @param lanes number of lanes
   * @param tokens of the batch
   */
  static int count(Transformer transformer, int vocabulary, int lanes, double tokens) {
    long weights = Float.BYTES
        * transformer.parameters(vocabulary).stream().mapToLong(Parameter::size).sum();
    // a router's losses need a whole pass; a large model has long operations and large gradients
    boolean whole =
        weights > ActivationMemory.CACHED_BYTES || !transformer.mixtures().isEmpty();
    return whole || tokens < (double) LEAST_TOKENS * lanes ? 1 : lanes;
  }

  /**
   * Returns the number of tokens that go through the network. A prompt that neighbours share counts once, and a
   * completion's last token does not count.
   */
  static int tokens(List<TokenSequence> sequences) {
    return IntStream.range(0, sequences.size())
        .map(i -> tokens(sequences, 0, i))
        .sum();
  }

  /** Returns the number of tokens that a sequence adds to a part. */
  private static int tokens(List<TokenSequence> sequences, int first, int i) {
    TokenSequence sequence = sequences.get(i);
    boolean shares =
        i > first && Arrays.equals(sequence.prompt(), sequences.get(i - 1).prompt());
    return sequence.completion().length - 1 + (shares ? 0 : sequence.prompt().length);
  }

  /**
   * Cuts a batch in order so that the largest part is as small as possible; returns it whole if even that part is too
   * large.
   */
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

  /** Fills parts of at most this many tokens; a longer sequence gets its own part. */
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
