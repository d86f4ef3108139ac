package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.architecture.Decoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradient is a function of the sequences: however they are split, ordered, packed or share their prompts. */
class GradientSplitTest {
  private static final double CLOSE = 1e-5;

  @ParameterizedTest(name = "random case {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void isTheSameForEverySplitAndOrder(long seed) {
    Random random = new Random(seed);
    int vocabulary = 5 + random.nextInt(40);
    int heads = 1 << random.nextInt(3);
    Decoder decoder =
        TinyPolicy.decoder(heads, 1 << random.nextInt(1 + heads / 2), random.nextBoolean());
    double temperature = random.nextBoolean() ? 1 : 0.5 + random.nextDouble();
    List<TokenSequence> sequences =
        TinyPolicy.sequences(random, vocabulary, 1 + random.nextInt(4), 1 + random.nextInt(4));
    try (Policy policy = TinyPolicy.random(decoder, vocabulary, seed)) {
      Map<String, float[]> whole = TinyPolicy.gradient(policy, sequences, temperature, seed);

      for (int size : new int[] {1, 2, 3, 1 + random.nextInt(sequences.size())}) {
        assertThat(
                TinyPolicy.difference(inPasses(policy, sequences, size, temperature, seed), whole))
            .as("passes of %d sequences", size)
            .isLessThan(CLOSE);
      }
      // Neighbours with the same prompt share it: a shuffle takes them apart.
      List<TokenSequence> shuffled = new ArrayList<>(sequences);
      Collections.shuffle(shuffled, random);
      assertThat(TinyPolicy.difference(
              TinyPolicy.gradient(policy, shuffled, temperature, seed), whole))
          .as("another order")
          .isLessThan(CLOSE);
      // A much longer neighbour, without a slope of its own, makes every rectangle wider.
      assertThat(TinyPolicy.difference(besideALongOne(policy, sequences, temperature, seed), whole))
          .as("wider padding")
          .isLessThan(CLOSE);
    }
  }

  private static Map<String, float[]> inPasses(
      Policy policy, List<TokenSequence> sequences, int size, double temperature, long seed) {
    policy.zeroGradients();
    for (int from = 0; from < sequences.size(); from += size) {
      List<TokenSequence> pass = sequences.subList(from, Math.min(from + size, sequences.size()));
      policy.gradient(
          pass,
          temperature,
          logProbs ->
              new TokenGradients(TinyPolicy.slopes(pass, seed), TinyPolicy.slopes(pass, seed + 1)));
    }
    return TinyPolicy.gradients(policy);
  }

  private static Map<String, float[]> besideALongOne(
      Policy policy, List<TokenSequence> sequences, double temperature, long seed) {
    List<TokenSequence> more = new ArrayList<>(sequences);
    more.add(sequences.size() / 2, new TokenSequence(new int[9], new int[12]));
    float[][] byLogProb = TinyPolicy.slopes(more, seed);
    float[][] byEntropy = TinyPolicy.slopes(more, seed + 1);
    byLogProb[sequences.size() / 2] = new float[12];
    byEntropy[sequences.size() / 2] = new float[12];
    policy.zeroGradients();
    policy.gradient(more, temperature, logProbs -> new TokenGradients(byLogProb, byEntropy));
    return TinyPolicy.gradients(policy);
  }
}
