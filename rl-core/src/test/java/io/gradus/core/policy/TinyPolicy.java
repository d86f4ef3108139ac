package io.gradus.core.policy;

import io.gradus.core.architecture.Architecture;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.engine.Compute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/** Policies small enough for a test, whose weights are large enough that no term of a gradient is lost in rounding. */
public final class TinyPolicy {
  private TinyPolicy() {}

  /** Two layers of width 16; the rest is what tests vary. */
  public static Decoder decoder(int heads, int kvHeads, boolean tiedHead) {
    return new Decoder(
        2,
        16,
        heads,
        Optional.of(kvHeads),
        Optional.empty(),
        Optional.of(24),
        10_000,
        1e-5,
        tiedHead,
        64);
  }

  /** Random weights by name: matrices that keep the size of what goes through them, norms around 1. */
  public static Map<String, float[]> weights(Architecture decoder, int vocabulary, long seed) {
    Map<String, float[]> weights = new LinkedHashMap<>();
    for (Parameter parameter : decoder.parameters(vocabulary)) {
      for (Parameter.Part part : parameter.parts()) {
        Random random = new Random(seed ^ part.name().hashCode());
        float[] values = new float[Math.toIntExact(part.rows() * parameter.rowSize())];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float)
              (parameter.decays() ? 0.3 * random.nextGaussian() : 1 + 0.2 * random.nextGaussian());
        }
        weights.put(part.name(), values);
      }
    }
    return weights;
  }

  /** A policy on the CPU with these weights. */
  public static Policy of(Architecture decoder, int vocabulary, Map<String, float[]> weights) {
    return Policy.of(
        decoder,
        vocabulary,
        Compute.cpu(),
        name -> Objects.requireNonNull(weights.get(name), name));
  }

  /** A policy on the CPU with random weights. */
  public static Policy random(Architecture decoder, int vocabulary, long seed) {
    return of(decoder, vocabulary, weights(decoder, vocabulary, seed));
  }

  /** Random tokens, at least {@code least} and at the most {@code most}. */
  public static int[] tokens(Random random, int vocabulary, int least, int most) {
    return random.ints(least + random.nextInt(most - least + 1), 0, vocabulary).toArray();
  }

  /** Groups of completions of 1 to 9 tokens; prompts of 1 to 7. */
  public static List<TokenSequence> sequences(
      Random random, int vocabulary, int groups, int groupSize) {
    List<TokenSequence> sequences = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      int[] prompt = tokens(random, vocabulary, 1, 7);
      for (int i = 0; i < groupSize; i++) {
        sequences.add(new TokenSequence(prompt, tokens(random, vocabulary, 1, 9)));
      }
    }
    return sequences;
  }

  /** Random numbers like the completions, the same for a sequence wherever it stands: the slopes of some loss. */
  public static float[][] slopes(List<TokenSequence> sequences, long seed) {
    float[][] slopes = new float[sequences.size()][];
    for (int i = 0; i < slopes.length; i++) {
      TokenSequence s = sequences.get(i);
      Random random =
          new Random(seed + 31L * Arrays.hashCode(s.completion()) + Arrays.hashCode(s.prompt()));
      slopes[i] = new float[s.completion().length];
      for (int t = 0; t < slopes[i].length; t++) {
        slopes[i][t] = (float) random.nextGaussian();
      }
    }
    return slopes;
  }

  /** The gradient of every tensor by name, of the loss with these slopes. */
  public static Map<String, float[]> gradient(
      Policy policy, List<TokenSequence> sequences, double temperature, long seed) {
    policy.zeroGradients();
    policy.gradient(
        sequences,
        temperature,
        logProbs -> new TokenGradients(slopes(sequences, seed), slopes(sequences, seed + 1)));
    return gradients(policy);
  }

  /** What has been gathered, by name. */
  public static Map<String, float[]> gradients(Policy policy) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    policy.weights().gradientTensors().forEach(t -> gradients.put(t.name(), t.floats()));
    return gradients;
  }

  /** The greatest difference of a tensor, in the L2 norm, relative to the tensor. */
  public static double difference(Map<String, float[]> actual, Map<String, float[]> expected) {
    double greatest = 0;
    for (Map.Entry<String, float[]> tensor : expected.entrySet()) {
      float[] a = Objects.requireNonNull(actual.get(tensor.getKey()), tensor.getKey());
      float[] e = tensor.getValue();
      double difference = 0;
      double norm = 0;
      for (int i = 0; i < e.length; i++) {
        difference += Math.pow((double) a[i] - e[i], 2);
        norm += Math.pow(e[i], 2);
      }
      double relative = Math.sqrt(difference) / Math.max(Math.sqrt(norm), 1e-12);
      greatest = relative >= greatest ? relative : greatest;
      if (Double.isNaN(relative)) {
        return relative;
      }
    }
    return greatest;
  }
}
