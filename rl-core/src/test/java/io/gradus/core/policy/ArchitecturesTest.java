package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Transformer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every kind of attention and feed-forward, on small random models. */
class ArchitecturesTest {
  private static final int VOCABULARY = 11;
  private static final int NONE = 1_000;
  private static final double STEP = 1e-4;
  private static final int CHECKED = 24;

  static Stream<String> models() {
    return TinyModels.all().keySet().stream();
  }

  /** The auxiliary loss of a pass is the pass's own. */
  static Stream<String> withoutRouterLosses() {
    return models()
        .filter(name ->
            model(name).mixtures().stream().allMatch(m -> m.losses().equals(RouterLosses.NONE)));
  }

  private static Transformer model(String name) {
    return Objects.requireNonNull(TinyModels.all().get(name), name);
  }

  /** No prompt stands twice: what the router is asked for is a mean over tokens of the network. */
  private static List<TokenSequence> sequences() {
    return List.of(
        new TokenSequence(new int[] {3, 1, 4}, new int[] {1, 5, 9, 2}),
        new TokenSequence(new int[] {6}, new int[] {5, 3}),
        new TokenSequence(new int[] {5, 8, 9, 7, 9, 3, 2}, new int[] {3, 8, 4}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void logitsAreThoseOfThePlainDecoder(String name) {
    Map<String, float[]> weights = TinyPolicy.weights(model(name), VOCABULARY, 7);
    int[] ids = new Random(1).ints(30, 0, VOCABULARY).toArray();
    double[][] expected = new PlainDecoder(model(name), weights).logProbs(ids, 1);
    try (Policy policy = TinyPolicy.of(model(name), VOCABULARY, weights)) {
      float[][] logits = new NextTokens(policy).logits(ids);
      for (int t = 0; t < ids.length; t++) {
        double[] wide = new double[VOCABULARY];
        for (int v = 0; v < VOCABULARY; v++) {
          wide[v] = logits[t][v];
        }
        assertThat(PlainDecoder.logSoftmax(wide, 1)).containsExactly(expected[t], within(1e-5));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void everyWeightHasTheSlopeOfTheLoss(String name) {
    Map<String, float[]> weights = TinyPolicy.weights(model(name), VOCABULARY, 7);
    PlainDecoder plain = new PlainDecoder(model(name), weights);
    try (Policy policy = TinyPolicy.of(model(name), VOCABULARY, weights)) {
      Map<String, float[]> gradient = TinyPolicy.gradient(policy, sequences(), 0.8, 1);
      gradient.replaceAll((tensor, slopes) -> some(slopes));
      assertThat(TinyPolicy.difference(gradient, differences(plain, weights))).isLessThan(2e-5);
    }
  }

  /** Up to {@value #CHECKED} values of a tensor, evenly spread. */
  private static float[] some(float[] values) {
    float[] some = new float[Math.min(CHECKED, values.length)];
    for (int i = 0; i < some.length; i++) {
      some[i] = values[place(i, values.length)];
    }
    return some;
  }

  private static int place(int i, int length) {
    return length <= CHECKED ? i : (int) ((long) i * (length - 1) / (CHECKED - 1));
  }

  /** Central differences of some values of each tensor. */
  private static Map<String, float[]> differences(
      PlainDecoder plain, Map<String, float[]> weights) {
    float[][] byLogProb = TinyPolicy.slopes(sequences(), 1);
    float[][] byEntropy = TinyPolicy.slopes(sequences(), 2);
    Map<String, float[]> gradient = new LinkedHashMap<>();
    for (String name : weights.keySet()) {
      double[] tensor = plain.weight(name);
      float[] slopes = new float[Math.min(CHECKED, tensor.length)];
      for (int i = 0; i < slopes.length; i++) {
        int at = place(i, tensor.length);
        double weight = tensor[at];
        tensor[at] = weight + STEP;
        double above = plain.loss(sequences(), 0.8, byLogProb, byEntropy);
        tensor[at] = weight - STEP;
        double below = plain.loss(sequences(), 0.8, byLogProb, byEntropy);
        tensor[at] = weight;
        slopes[i] = (float) ((above - below) / (2 * STEP));
      }
      gradient.put(name, slopes);
    }
    return gradient;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withoutRouterLosses")
  void theGradientDoesNotDependOnHowSequencesAreSplit(String name) {
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(3), VOCABULARY, 3, 3);
    try (Policy policy = TinyPolicy.random(model(name), VOCABULARY, 4)) {
      Map<String, float[]> whole = TinyPolicy.gradient(policy, sequences, 0.9, 5);
      policy.zeroGradients();
      for (int from = 0; from < sequences.size(); from += 2) {
        List<TokenSequence> pass = sequences.subList(from, Math.min(from + 2, sequences.size()));
        policy.gradient(
            pass,
            0.9,
            logProbs -> new TokenGradients(TinyPolicy.slopes(pass, 5), TinyPolicy.slopes(pass, 6)));
      }
      assertThat(TinyPolicy.difference(TinyPolicy.gradients(policy), whole)).isLessThan(1e-5);
    }
  }

  /** Prompts of different length, some shared; past every window and YaRN's original length; rows leave on the way. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void sampledLogProbsAreThoseOfAFullForwardPass(String name) {
    Random random = new Random(17);
    List<int[]> prompts = new ArrayList<>();
    for (int length : new int[] {1, 9, 4, 13}) {
      int[] prompt = random.ints(length, 0, VOCABULARY).toArray();
      prompts.add(prompt);
      prompts.add(prompt);
    }
    int n = 15;
    int[] kept = {7, 1, 2, 3};
    try (Policy policy = TinyPolicy.random(model(name), VOCABULARY, 5);
        Decoding decoding = new Decoding(policy, prompts, 2 * n, 1, 0, 1, List.of(NONE))) {
      Decoding.Drawn first = decoding.advance(uniforms(random, prompts.size() * n), n);
      decoding.keep(kept);
      Decoding.Drawn second = decoding.advance(uniforms(random, kept.length * n), n);
      List<TokenSequence> sequences = new ArrayList<>();
      for (int i = 0; i < kept.length; i++) {
        int[] completion = new int[2 * n];
        for (int t = 0; t < n; t++) {
          completion[t] = (int) first.tokens()[kept[i] * n + t];
          completion[n + t] = (int) second.tokens()[i * n + t];
        }
        sequences.add(new TokenSequence(prompts.get(kept[i]), completion));
      }
      float[][] scored = policy.score(sequences, 1).logProbs();
      for (int i = 0; i < kept.length; i++) {
        assertThat(Arrays.copyOfRange(first.logProbs(), kept[i] * n, kept[i] * n + n))
            .containsExactly(Arrays.copyOf(scored[i], n), within(1e-4f));
        assertThat(Arrays.copyOfRange(second.logProbs(), i * n, i * n + n))
            .containsExactly(Arrays.copyOfRange(scored[i], n, 2 * n), within(1e-4f));
      }
    }
  }

  private static float[] uniforms(Random random, int n) {
    float[] uniforms = new float[n];
    for (int i = 0; i < n; i++) {
      uniforms[i] = random.nextInt(1 << 24) * 0x1.0p-24f;
    }
    return uniforms;
  }
}
