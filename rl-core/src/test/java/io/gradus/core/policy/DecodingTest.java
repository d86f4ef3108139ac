package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradus.core.engine.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
   * The rows of a batch share matrix products, whose last bits may depend on how many rows there are; so log-probs are compared
   * to 1e-5, and tokens exactly (a token would differ only if its random number lay that close to a boundary).
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

  @ParameterizedTest(name = "in parts: {0}")
  @ValueSource(booleans = {false, true})
  void stopsEarlyOnlyWhenEveryRowHasMetOneOfTheEndTokens(boolean inParts) {
    int n = 54;
    Random random = new Random(6);
    List<int[]> prompts = inParts ? many(random) : prompts(random);
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

  /** So many rows that a small model's are sampled in parts, two from each prompt. */
  private static List<int[]> many(Random random) {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < 40 * Lanes.count(); i++) {
      int[] prompt = TinyPolicy.tokens(random, VOCABULARY, 1, 9);
      prompts.add(prompt);
      prompts.add(prompt);
    }
    return prompts;
  }

  @Test
  void rowsInPartsDrawWhatTheyDrawAloneInWhateverOrderTheyAreKept() {
    assumeTrue(Lanes.count() > 1, "skipped: there is one core only");
    int n = 8;
    Random random = new Random(9);
    List<int[]> prompts = many(random);
    float[] first = uniforms(random, prompts.size() * n);
    float[] second = uniforms(random, prompts.size() * n);
    try (Policy policy = TinyPolicy.random(TinyPolicy.decoder(4, 2, true), VOCABULARY, 5)) {
      List<List<int[]>> parts = policy.decodingParts(prompts, 3 * n);
      assertThat(parts).hasSize(Lanes.count());
      int ofFirstPart = parts.get(0).size();
      // Mixed; then the first part has left.
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i += 3) {
        order.add(i);
      }
      Collections.shuffle(order, random);
      List<Integer> later = order.stream().filter(row -> row >= ofFirstPart).toList();
      int arrays = policy.nativeArrays();
      try (Decoding together = new Decoding(policy, prompts, 3 * n, 1, 0, 1, List.of(NONE))) {
        Decoding.Drawn before = together.advance(first, n);
        together.keep(order.stream().mapToInt(i -> i).toArray());
        assertThat(together.rows()).isEqualTo(order.size());
        Decoding.Drawn between = together.advance(of(order, second, n), n);
        together.keep(later.stream().mapToInt(order::indexOf).toArray());
        assertThat(together.rows()).isEqualTo(later.size());
        Decoding.Drawn after = together.advance(of(later, first, n), n);

        for (int i = 0; i < later.size(); i += 9) {
          int row = later.get(i);
          try (Decoding alone =
              new Decoding(policy, List.of(prompts.get(row)), 3 * n, 1, 0, 1, List.of(NONE))) {
            assertSame(before, row, alone.advance(of(List.of(row), first, n), n));
            assertSame(between, order.indexOf(row), alone.advance(of(List.of(row), second, n), n));
            assertSame(after, i, alone.advance(of(List.of(row), first, n), n));
          }
        }
      }
      assertThat(policy.nativeArrays()).isEqualTo(arrays);
    }
  }

  /** Numbers {@code (B, n)} of some of the rows. */
  private static float[] of(List<Integer> rows, float[] uniforms, int n) {
    float[] some = new float[rows.size() * n];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(uniforms, rows.get(i) * n, some, i * n, n);
    }
    return some;
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
