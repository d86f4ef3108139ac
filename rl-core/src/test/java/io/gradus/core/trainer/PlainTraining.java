package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.architecture.Architecture;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.policy.PlainDecoder;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.tensorfile.RawTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Training in double as a textbook writes it: the plain decoder, gradients by central differences over every weight,
 * and AdamW by hand. What a trainer makes of a few steps is compared with it.
 */
final class PlainTraining {
  private static final double STEP = 1e-5;

  /** The smallest decoder that has everything: differences over all weights take a moment. */
  static final Decoder DECODER = new Decoder(
      1, 8, 2, Optional.of(1), Optional.empty(), Optional.of(8), 10_000, 1e-5, true, 32);

  final PlainDecoder decoder;
  private final Map<String, float[]> first;
  private final AdamWSettings settings;
  private final long steps;
  private final Map<String, double[]> mean = new LinkedHashMap<>();
  private final Map<String, double[]> square = new LinkedHashMap<>();
  private int updates;

  /**
   * @param first the weights before the first step
   * @param steps how many the stage makes
   */
  PlainTraining(Map<String, float[]> first, AdamWSettings settings, long steps) {
    this.first = first;
    this.settings = settings;
    this.steps = steps;
    decoder = new PlainDecoder(DECODER, first);
  }

  static Map<String, float[]> weights(int vocabulary, long seed) {
    return TinyPolicy.weights((Architecture) DECODER, vocabulary, seed);
  }

  /**
   * An optimizer step of the stage's step {@code step}.
   *
   * @return the gradient's L2 norm before it is clipped
   */
  double update(long step, DoubleSupplier loss) {
    Map<String, double[]> gradient = new LinkedHashMap<>();
    double squares = 0;
    for (String name : first.keySet()) {
      double[] slopes = slopes(decoder.weight(name), loss);
      gradient.put(name, slopes);
      for (double slope : slopes) {
        squares += slope * slope;
      }
    }
    double norm = Math.sqrt(squares);
    double scale = Math.min(1, settings.maxGradientNorm() / (norm + 1e-6));
    double rate = settings.learningRate() * Math.min(1, step / (double) settings.warmupSteps());
    updates++;
    gradient.forEach((name, slopes) -> adamw(name, slopes, scale, rate));
    return norm;
  }

  private static double[] slopes(double[] weights, DoubleSupplier loss) {
    double[] slopes = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      double weight = weights[i];
      weights[i] = weight + STEP;
      double up = loss.getAsDouble();
      weights[i] = weight - STEP;
      slopes[i] = (up - loss.getAsDouble()) / (2 * STEP);
      weights[i] = weight;
    }
    return slopes;
  }

  private void adamw(String name, double[] slopes, double scale, double rate) {
    double[] weights = decoder.weight(name);
    double[] m = mean.computeIfAbsent(name, n -> new double[slopes.length]);
    double[] v = square.computeIfAbsent(name, n -> new double[slopes.length]);
    double decay = name.contains("norm") ? 0 : settings.weightDecay();
    for (int i = 0; i < weights.length; i++) {
      double g = scale * slopes[i];
      m[i] = settings.beta1() * m[i] + (1 - settings.beta1()) * g;
      v[i] = settings.beta2() * v[i] + (1 - settings.beta2()) * g * g;
      double mHat = m[i] / (1 - Math.pow(settings.beta1(), updates));
      double vHat = v[i] / (1 - Math.pow(settings.beta2(), updates));
      weights[i] -= rate * decay * weights[i];
      weights[i] -= rate * mHat / (Math.sqrt(vHat) + settings.epsilon());
    }
  }

  /** The policy made the same steps: its weights differ by a small share of the way that they have gone. */
  void assertSameWeights(Policy policy) {
    assertThat(steps).isPositive();
    List<String> seen = new ArrayList<>();
    for (RawTensor tensor : policy.tensors()) {
      seen.add(tensor.name());
      float[] start = Objects.requireNonNull(first.get(tensor.name()), tensor.name());
      double[] expected = decoder.weight(tensor.name());
      float[] actual = tensor.floats();
      double way = 0;
      double difference = 0;
      for (int i = 0; i < actual.length; i++) {
        way += Math.pow(expected[i] - start[i], 2);
        difference += Math.pow(expected[i] - actual[i], 2);
      }
      assertThat(Math.sqrt(difference / way))
          .as("difference of %s, relative to its way of %.2g", tensor.name(), Math.sqrt(way))
          .isCloseTo(0, within(1e-4));
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(first.keySet());
  }
}
