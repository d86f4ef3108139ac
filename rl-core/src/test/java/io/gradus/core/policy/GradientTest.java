package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.architecture.Decoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The gradient is the derivative of the loss: every weight of tiny policies, by central differences of a decoder in
 * double.
 */
class GradientTest {
  private static final int VOCABULARY = 11;
  private static final double STEP = 1e-4;

  @ParameterizedTest(name = "{0} heads, {1} key-value heads, tied head {2}, temperature {3}")
  @CsvSource({"2, 2, true, 1", "4, 2, true, 0.7", "4, 1, false, 1.3"})
  void everyWeightHasTheSlopeOfTheLoss(
      int heads, int kvHeads, boolean tiedHead, double temperature) {
    Decoder decoder = TinyPolicy.decoder(heads, kvHeads, tiedHead);
    Map<String, float[]> weights = TinyPolicy.weights(decoder, VOCABULARY, 7);
    List<TokenSequence> sequences = List.of(
        new TokenSequence(new int[] {3, 1, 4}, new int[] {1, 5, 9}),
        new TokenSequence(new int[] {3, 1, 4}, new int[] {2}),
        new TokenSequence(new int[] {6}, new int[] {5, 3}));
    PlainDecoder plain = new PlainDecoder(decoder, weights);
    try (Policy policy = TinyPolicy.of(decoder, VOCABULARY, weights)) {
      assertThat(TinyPolicy.difference(
              TinyPolicy.gradient(policy, sequences, temperature, 1),
              differences(plain, weights, sequences, temperature)))
          .isLessThan(1e-5);
    }
  }

  private static Map<String, float[]> differences(
      PlainDecoder plain,
      Map<String, float[]> weights,
      List<TokenSequence> sequences,
      double temperature) {
    float[][] byLogProb = TinyPolicy.slopes(sequences, 1);
    float[][] byEntropy = TinyPolicy.slopes(sequences, 2);
    Map<String, float[]> gradient = new LinkedHashMap<>();
    for (String name : weights.keySet()) {
      double[] tensor = plain.weight(name);
      float[] slopes = new float[tensor.length];
      for (int i = 0; i < tensor.length; i++) {
        double weight = tensor[i];
        tensor[i] = weight + STEP;
        double above = plain.loss(sequences, temperature, byLogProb, byEntropy);
        tensor[i] = weight - STEP;
        double below = plain.loss(sequences, temperature, byLogProb, byEntropy);
        tensor[i] = weight;
        slopes[i] = (float) ((above - below) / (2 * STEP));
      }
      gradient.put(name, slopes);
    }
    return gradient;
  }

  @Test
  void itsNormIsThatOfAllTensorsTogether() {
    Decoder decoder = TinyPolicy.decoder(4, 2, false);
    try (Policy policy = TinyPolicy.random(decoder, VOCABULARY, 3)) {
      List<TokenSequence> sequences = TinyPolicy.sequences(new Random(5), VOCABULARY, 2, 3);
      double squares = 0;
      for (float[] tensor : TinyPolicy.gradient(policy, sequences, 1, 1).values()) {
        for (float value : tensor) {
          squares += (double) value * value;
        }
      }
      double norm = Math.sqrt(squares);
      assertThat(policy.gradientNorm()).isCloseTo(norm, within(1e-6 * norm));
    }
  }

  @Test
  void slopesOfZeroGiveNoGradient() {
    Decoder decoder = TinyPolicy.decoder(2, 1, true);
    try (Policy policy = TinyPolicy.random(decoder, VOCABULARY, 3)) {
      List<TokenSequence> sequences = TinyPolicy.sequences(new Random(5), VOCABULARY, 2, 3);
      float[][] zeros =
          sequences.stream().map(s -> new float[s.completion().length]).toArray(float[][]::new);
      policy.zeroGradients();
      policy.gradient(sequences, 1, logProbs -> new TokenGradients(zeros, new float[0][]));
      assertThat(policy.gradientNorm()).isZero();
    }
  }
}
