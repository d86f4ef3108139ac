package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.architecture.Decoder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Twenty thousand draws of one next token: which are drawn, how often, and what their log-probs say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrawTest {
  private static final int VOCABULARY = 10;
  private static final int DRAWS = 20_000;
  private static final int[] PROMPT = {4, 2};

  private final Decoder decoder = TinyPolicy.decoder(2, 2, true);
  private final Map<String, float[]> weights = TinyPolicy.weights(decoder, VOCABULARY, 11);
  private Policy policy;

  @BeforeAll
  void open() {
    policy = TinyPolicy.of(decoder, VOCABULARY, weights);
  }

  @AfterAll
  void close() {
    policy.close();
  }

  private Decoding.Drawn draw(double temperature, int topK, double topP, float[] uniforms) {
    try (Decoding decoding = new Decoding(
        policy,
        Collections.nCopies(uniforms.length, PROMPT),
        1,
        temperature,
        topK,
        topP,
        List.of(0))) {
      return decoding.advance(uniforms, 1);
    }
  }

  /** Probabilities of the next token by a decoder in double: tempered, cut, and made to add up to 1 again. */
  private double[] probabilities(double temperature, int topK, double topP) {
    double[][] logProbs = new PlainDecoder(decoder, weights).logProbs(PROMPT, temperature);
    double[] p = Arrays.stream(logProbs[1]).map(Math::exp).toArray();
    int[] order = IntStream.range(0, p.length)
        .boxed()
        .sorted((a, b) -> Double.compare(p[b], p[a]))
        .mapToInt(i -> i)
        .toArray();
    double[] kept = new double[p.length];
    double ofTopK = Arrays.stream(order)
        .limit(topK == 0 ? p.length : topK)
        .mapToDouble(i -> p[i])
        .sum();
    double sum = 0;
    for (int i = 0; i < (topK == 0 ? p.length : topK) && (i == 0 || sum < topP); i++) {
      kept[order[i]] = p[order[i]] / ofTopK;
      sum += kept[order[i]];
    }
    double total = sum;
    return Arrays.stream(kept).map(x -> x / total).toArray();
  }

  @ParameterizedTest(name = "temperature {0}, top-k {1}, top-p {2}")
  @CsvSource({"1, 0, 1", "0.7, 0, 1", "2, 4, 1", "1, 0, 0.8", "1.5, 6, 0.7", "1, 1, 1", "1, 0, 0.01"
  })
  void frequenciesAreTheProbabilities(double temperature, int topK, double topP) {
    Random random = new Random(99);
    float[] uniforms = new float[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      uniforms[i] = random.nextInt(1 << 24) * 0x1.0p-24f;
    }
    Decoding.Drawn drawn = draw(temperature, topK, topP, uniforms);
    double[] expected = probabilities(temperature, topK, topP);
    double[] untempered = probabilities(1, 0, 1);
    long[] counts = new long[VOCABULARY];
    for (int i = 0; i < DRAWS; i++) {
      int token = (int) drawn.tokens()[i];
      counts[token]++;
      assertThat((double) drawn.logProbs()[i]).isCloseTo(Math.log(untempered[token]), within(1e-4));
      assertThat((double) drawn.samplingLogProbs()[i])
          .isCloseTo(Math.log(expected[token]), within(1e-4));
    }
    double chiSquare = 0;
    int kept = 0;
    for (int token = 0; token < VOCABULARY; token++) {
      if (expected[token] == 0) {
        assertThat(counts[token]).as("token %d is cut off", token).isZero();
      } else {
        kept++;
        chiSquare +=
            Math.pow(counts[token] - DRAWS * expected[token], 2) / (DRAWS * expected[token]);
      }
    }
    // Four deviations above the mean of the chi-square distribution.
    assertThat(chiSquare).isLessThanOrEqualTo(kept - 1 + 4 * Math.sqrt(2.0 * (kept - 1)));
  }

  @Test
  void theEndsOfTheUnitIntervalDrawTokensThatHaveMass() {
    float[] ends = {0, 0x1.0p-24f, 1 - 0x1.0p-24f, 1 - 0x1.0p-23f};
    for (double topP : new double[] {1, 0.5}) {
      double[] expected = probabilities(1, 0, topP);
      for (long token : draw(1, 0, topP, ends).tokens()) {
        assertThat(expected[(int) token]).isPositive();
      }
    }
  }

  @Test
  void aTopKOfTheWholeVocabularyOrMoreCutsNothing() {
    float[] uniforms = {0.1f, 0.4f, 0.7f, 0.95f};
    Decoding.Drawn all = draw(1, 0, 1, uniforms);
    for (int topK : new int[] {VOCABULARY, VOCABULARY + 5}) {
      Decoding.Drawn cut = draw(1, topK, 1, uniforms);
      assertThat(cut.tokens()).isEqualTo(all.tokens());
      assertThat(cut.samplingLogProbs()).isEqualTo(all.samplingLogProbs());
    }
  }

  @Test
  void greedyDrawsAreCertain() {
    Decoding.Drawn drawn = draw(0, 0, 1, new float[] {0.999f, 0});
    double[] p = probabilities(1, 0, 1);
    int best = IntStream.range(0, VOCABULARY).reduce(0, (a, b) -> p[b] > p[a] ? b : a);
    assertThat(drawn.tokens()).containsExactly(best, best);
    assertThat(drawn.samplingLogProbs()).containsExactly(0, 0);
    assertThat((double) drawn.logProbs()[0]).isCloseTo(Math.log(p[best]), within(1e-5));
  }
}
