package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sampling with a cache is the same function as a full forward pass. */
class DecodingTest {
  private static final int VOCABULARY = 12;
  private static final int NONE = 1_000;

  private static float[] uniforms(Random random, int n) {
    float[] uniforms = new float[n];
    for (int i = 0; i < n; i++) {
      uniforms[i] = random.nextInt(1 << 24) * 0x1.0p-24f;
    }
    return uniforms;
  }

  private static int[] row(long[] tokens, int row, int n) {
    return Arrays.stream(tokens, row * n, (row + 1) * n)
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  private static List<int[]> prompts(Random random) {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int[] prompt = TinyPolicy.tokens(random, VOCABULARY, 1, 9);
      prompts.add(prompt);
      prompts.add(prompt);
    }
    return prompts;
  }

  @ParameterizedTest(name = "{0} heads, {1} key-value heads, tied head {2}")
  @CsvSource({"1, 1, true", "4, 4, false", "4, 2, true", "4, 1, false"})
  void greedyTokensAreThoseOfAFullForwardPass(int heads, int kvHeads, boolean tiedHead) {
    int n = 16;
    List<int[]> prompts = prompts(new Random(heads + kvHeads));
    try (Policy policy =
            TinyPolicy.random(TinyPolicy.decoder(heads, kvHeads, tiedHead), VOCABULARY, 3);
        Decoding decoding = new Decoding(policy, prompts, n, 0, 0, 1, List.of(NONE))) {
      long[] tokens = decoding.advance(new float[prompts.size() * n], n).tokens();
      for (int i = 0; i < prompts.size(); i++) {
        int[] text = prompts.get(i);
        for (int token : row(tokens, i, n)) {
          float[] next = everyNext(policy, text);
          int best = 0;
          for (int v = 1; v < VOCABULARY; v++) {
            best = next[v] > next[best] ? v : best;
          }
          assertThat(token).isEqualTo(best);
          text = Arrays.copyOf(text, text.length + 1);
          text[text.length - 1] = token;
        }
      }
    }
  }

  /** Log-probs of the whole vocabulary after a text, each by a full forward pass. */
  private static float[] everyNext(Policy policy, int[] text) {
    List<TokenSequence> every = new ArrayList<>();
    for (int token = 0; token < VOCABULARY; token++) {
      every.add(new TokenSequence(text, new int[] {token}));
    }
    float[] next = new float[VOCABULARY];
    float[][] scored = policy.score(every, 1).logProbs();
    for (int token = 0; token < VOCABULARY; token++) {
      next[token] = scored[token][0];
    }
    return next;
  }

  @ParameterizedTest(name = "temperature {0}, {1} heads, {2} key-value heads")
  @CsvSource({"1, 4, 2", "0.7, 4, 1", "1.6, 2, 2"})
  void sampledLogProbsAreThoseOfTheTrainer(double temperature, int heads, int kvHeads) {
    int n = 12;
    Random random = new Random(17);
    List<int[]> prompts = prompts(random);
    try (Policy policy =
            TinyPolicy.random(TinyPolicy.decoder(heads, kvHeads, true), VOCABULARY, 5);
        Decoding decoding = new Decoding(policy, prompts, n, temperature, 0, 1, List.of(NONE))) {
      Decoding.Drawn drawn = decoding.advance(uniforms(random, prompts.size() * n), n);
      List<TokenSequence> sequences = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        sequences.add(new TokenSequence(prompts.get(i), row(drawn.tokens(), i, n)));
      }
      float[][] untempered = policy.score(sequences, 1).logProbs();
      float[][] tempered = policy.score(sequences, temperature).logProbs();
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(Arrays.copyOfRange(drawn.logProbs(), i * n, (i + 1) * n))
            .containsExactly(untempered[i], within(1e-4f));
        assertThat(Arrays.copyOfRange(drawn.samplingLogProbs(), i * n, (i + 1) * n))
            .containsExactly(tempered[i], within(1e-4f));
      }
    }
  }

  /**
   * The rows of a batch share matrix products, whose last bits may depend on how many rows there are; so log-probs are
   * compared to 1e-5, and tokens exactly (a token would differ only if its random number lay that close to a boundary).
   */
  @Test
  void aRowDoesNotDependOnTheOthersNorOnTheirLeaving() {
    int n = 6;
    Random random = new Random(2);
    List<int[]> prompts = prompts(random);
    float[] first = uniforms(random, prompts.size() * n);
    float[] second = uniforms(random, prompts.size() * n);
    int[] kept = {4, 1, 2};
    try (Policy policy = TinyPolicy.random(TinyPolicy.decoder(4, 2, true), VOCABULARY, 5);
        Decoding together = new Decoding(policy, prompts, 2 * n, 1, 0, 1, List.of(NONE))) {
      Decoding.Drawn before = together.advance(first, n);
      together.keep(kept);
      assertThat(together.rows()).isEqualTo(kept.length);
      float[] rest = new float[kept.length * n];
      for (int i = 0; i < kept.length; i++) {
        System.arraycopy(second, kept[i] * n, rest, i * n, n);
      }
      Decoding.Drawn after = together.advance(rest, n);
      for (int i = 0; i < kept.length; i++) {
        try (Decoding alone =
            new Decoding(policy, List.of(prompts.get(kept[i])), 2 * n, 1, 0, 1, List.of(NONE))) {
          assertSame(
              before,
              kept[i],
              alone.advance(Arrays.copyOfRange(first, kept[i] * n, kept[i] * n + n), n));
          assertSame(after, i, alone.advance(Arrays.copyOfRange(rest, i * n, i * n + n), n));
        }
      }
    }
  }

  private static void assertSame(Decoding.Drawn batch, int row, Decoding.Drawn alone) {
    int n = alone.drawn();
    assertThat(row(batch.tokens(), row, n)).containsExactly(row(alone.tokens(), 0, n));
    assertThat(Arrays.copyOfRange(batch.logProbs(), row * n, row * n + n))
        .containsExactly(alone.logProbs(), within(1e-5f));
    assertThat(Arrays.copyOfRange(batch.samplingLogProbs(), row * n, row * n + n))
        .containsExactly(alone.samplingLogProbs(), within(1e-5f));
  }

  @Test
  void severalCallsDrawWhatOneDraws() {
    int n = 12;
    Random random = new Random(4);
    List<int[]> prompts = prompts(random).subList(0, 1);
    float[] uniforms = uniforms(random, n);
    try (Policy policy = TinyPolicy.random(TinyPolicy.decoder(2, 1, false), VOCABULARY, 5);
        Decoding one = new Decoding(policy, prompts, n, 1, 0, 1, List.of(NONE));
        Decoding several = new Decoding(policy, prompts, n, 1, 0, 1, List.of(NONE))) {
      List<Long> drawn = new ArrayList<>();
      for (int from = 0; from < n; from += 5) {
        float[] some = Arrays.copyOfRange(uniforms, from, Math.min(n, from + 5));
        Arrays.stream(several.advance(some, some.length).tokens()).forEach(drawn::add);
      }
      assertThat(drawn)
          .containsExactlyElementsOf(
              Arrays.stream(one.advance(uniforms, n).tokens()).boxed().toList());
    }
  }

  @Test
  void stopsEarlyOnlyWhenEveryRowHasMetOneOfTheEndTokens() {
    int n = 40;
    Random random = new Random(6);
    List<int[]> prompts = prompts(random);
    List<Integer> ends = List.of(3, 7, 11);
    try (Policy policy = TinyPolicy.random(TinyPolicy.decoder(4, 2, true), VOCABULARY, 5);
        Decoding decoding = new Decoding(policy, prompts, n, 1.5, 0, 1, ends)) {
      Decoding.Drawn drawn = decoding.advance(uniforms(random, prompts.size() * n), n);
      int last = 0;
      for (int i = 0; i < prompts.size(); i++) {
        int[] row = row(drawn.tokens(), i, drawn.drawn());
        int met = 0;
        while (!ends.contains(row[met])) {
          met++;
        }
        last = Math.max(last, met);
      }
      assertThat(drawn.drawn()).isEqualTo(last + 1).isLessThan(n);
    }
  }

  @Test
  void moreThanTheContextIsRefusedInWords() {
    try (Policy policy = TinyPolicy.random(TinyPolicy.decoder(2, 2, true), VOCABULARY, 5)) {
      assertThatThrownBy(
              () -> new Decoding(policy, List.of(new int[] {1, 2, 3}), 62, 1, 0, 1, List.of(NONE)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("max-tokens")
          .hasMessageContaining("context of 64");
    }
  }
}
