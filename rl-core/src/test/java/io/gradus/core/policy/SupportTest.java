package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The trainer normalises over the tokens that truncated sampling kept. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SupportTest {
  private static final int VOCABULARY = 12;
  private static final int N = 6;
  private static final List<int[]> PROMPTS = List.of(
      new int[] {3, 1}, new int[] {3, 1}, new int[] {3, 1}, new int[] {7, 2, 5}, new int[] {4});

  private Policy policy;

  @BeforeAll
  void open() {
    policy = TinyPolicy.random(TinyPolicy.decoder(2, 2, true), VOCABULARY, 5);
  }

  @AfterAll
  void close() {
    policy.close();
  }

  /** Rows of several prompts; the second half is drawn after some rows have left. */
  private List<TokenSequence> sampled(
      double temperature, int topK, double topP, List<float[]> logProbs) {
    Random random = new Random(11);
    List<TokenSequence> sequences = new ArrayList<>();
    try (Decoding decoding =
        new Decoding(policy, PROMPTS, 2 * N, temperature, topK, topP, List.of(-1), true)) {
      Decoding.Drawn first = decoding.advance(uniforms(random, PROMPTS.size() * N), N);
      int[] kept = {4, 1, 3};
      decoding.keep(kept);
      Decoding.Drawn second = decoding.advance(uniforms(random, kept.length * N), N);
      for (int i = 0; i < kept.length; i++) {
        int[] tokens = new int[2 * N];
        int[][] choices = new int[2 * N][];
        float[] numbers = new float[2 * N];
        for (int t = 0; t < N; t++) {
          tokens[t] = (int) first.tokens()[kept[i] * N + t];
          tokens[N + t] = (int) second.tokens()[i * N + t];
          choices[t] = first.kept()[kept[i] * N + t];
          choices[N + t] = second.kept()[i * N + t];
          numbers[t] = first.samplingLogProbs()[kept[i] * N + t];
          numbers[N + t] = second.samplingLogProbs()[i * N + t];
        }
        sequences.add(
            new TokenSequence(PROMPTS.get(kept[i]), tokens, Optional.of(Support.of(choices))));
        logProbs.add(numbers);
      }
    }
    return sequences;
  }

  private static float[] uniforms(Random random, int n) {
    float[] uniforms = new float[n];
    for (int i = 0; i < n; i++) {
      uniforms[i] = random.nextInt(1 << 24) * 0x1.0p-24f;
    }
    return uniforms;
  }

  @ParameterizedTest(name = "temperature {0}, top-k {1}, top-p {2}")
  @CsvSource({"1, 4, 1", "0.7, 0, 0.8", "2, 5, 0.6", "1, 1, 1", "1, 0, 1"})
  void theTrainerGivesTheLogProbsOfTheSampler(double temperature, int topK, double topP) {
    List<float[]> expected = new ArrayList<>();
    List<TokenSequence> sequences = sampled(temperature, topK, topP, expected);
    // One sequence of the batch was not sampled, and has no support.
    List<TokenSequence> batch = new ArrayList<>(sequences);
    TokenSequence free = new TokenSequence(new int[] {2}, new int[] {1, 9});
    batch.add(1, free);
    expected.add(1, policy.score(List.of(free), temperature).logProbs()[0]);
    float[][] scored = policy.score(batch, temperature).logProbs();
    for (int i = 0; i < scored.length; i++) {
      for (int t = 0; t < scored[i].length; t++) {
        assertThat(scored[i][t]).isCloseTo(expected.get(i)[t], within(1e-4f));
      }
    }
    if (topK > 0) {
      for (int[] kept : sequences.get(0).support().orElseThrow().kept()) {
        assertThat(kept.length).isBetween(1, topK);
      }
    }
  }

  @Test
  void chunksOfTheVocabularyChangeNothing() {
    List<TokenSequence> sequences = sampled(1, 4, 0.9, new ArrayList<>());
    float[][] whole = policy.score(sequences, 1).logProbs();
    for (int i = 0; i < sequences.size(); i++) {
      float[] alone = policy.score(List.of(sequences.get(i)), 1).logProbs()[0];
      for (int t = 0; t < alone.length; t++) {
        assertThat(alone[t]).isCloseTo(whole[i][t], within(1e-5f));
      }
    }
  }

  /** The mean of the score function is 0 under the distribution itself: over the kept tokens, not over all. */
  @Test
  void theGradientIsOfTheDistributionOverTheKeptTokens() {
    int[] kept = {1, 4, 7, 10};
    List<TokenSequence> each = Arrays.stream(kept)
        .mapToObj(token -> new TokenSequence(
            new int[] {3, 1}, new int[] {token}, Optional.of(Support.of(new int[][] {kept}))))
        .toList();
    float[][] logProbs = policy.score(each, 1).logProbs();
    double total = Arrays.stream(logProbs).mapToDouble(p -> Math.exp(p[0])).sum();
    assertThat(total).isCloseTo(1, within(1e-5));
    assertThat(norm(each, logProbs)).isLessThan(1e-6);

    List<TokenSequence> free = Arrays.stream(kept)
        .mapToObj(token -> new TokenSequence(new int[] {3, 1}, new int[] {token}))
        .toList();
    assertThat(norm(free, logProbs)).isGreaterThan(1e-3);
  }

  private double norm(List<TokenSequence> sequences, float[][] logProbs) {
    policy.zeroGradients();
    policy.gradient(
        sequences,
        1,
        now -> new TokenGradients(
            IntStream.range(0, logProbs.length)
                .mapToObj(i -> new float[] {(float) Math.exp(logProbs[i][0])})
                .toArray(float[][]::new),
            new float[0][]));
    return policy.gradientNorm();
  }

  @Test
  void aTokenWithoutAChoiceIsCertainAndTeachesNothing() {
    TokenSequence only = new TokenSequence(
        new int[] {3, 1}, new int[] {5}, Optional.of(Support.of(new int[][] {{5}})));
    LogProbs scored = policy.score(List.of(only), 1);
    assertThat(scored.logProbs()[0][0]).isZero();
    assertThat(scored.entropies()[0][0]).isZero();
    policy.zeroGradients();
    policy.gradient(
        List.of(only), 1, now -> new TokenGradients(new float[][] {{1}}, new float[][] {{1}}));
    assertThat(policy.gradientNorm()).isZero();
  }

  @Test
  void offsetsMustCoverTheKeptTokens() {
    assertThatThrownBy(() -> new Support(new int[] {0, 2}, new int[] {1}))
        .hasMessageStartingWith("offsets: ");
  }
}
