package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.architecture.Decoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Log-probs and entropies, against a decoder in double, and against the laws of probability. */
class ScoreTest {
  private static final int VOCABULARY = 13;

  @ParameterizedTest(name = "{0} heads, {1} key-value heads, tied head {2}, temperature {3}")
  @CsvSource({"1, 1, true, 1", "4, 4, false, 0.7", "4, 2, true, 1.5", "4, 1, false, 1"})
  void isThatOfADecoderInDouble(int heads, int kvHeads, boolean tiedHead, double temperature) {
    Decoder decoder = TinyPolicy.decoder(heads, kvHeads, tiedHead);
    Map<String, float[]> weights = TinyPolicy.weights(decoder, VOCABULARY, heads);
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(3), VOCABULARY, 3, 3);
    PlainDecoder plain = new PlainDecoder(decoder, weights);
    try (Policy policy = TinyPolicy.of(decoder, VOCABULARY, weights)) {
      LogProbs scored = policy.score(sequences, temperature);
      for (int i = 0; i < sequences.size(); i++) {
        double[][] expected = plain.completionLogProbs(sequences.get(i), temperature);
        for (int t = 0; t < expected.length; t++) {
          assertThat((double) scored.logProbs()[i][t])
              .isCloseTo(expected[t][sequences.get(i).completion()[t]], within(1e-5));
          assertThat((double) scored.entropies()[i][t])
              .isCloseTo(PlainDecoder.entropy(expected[t]), within(1e-5));
        }
      }
    }
  }

  @Test
  void probabilitiesOfTheWholeVocabularyAddUpToOneAndGiveTheEntropy() {
    try (Policy policy = TinyPolicy.random(TinyPolicy.decoder(4, 2, true), VOCABULARY, 9)) {
      int[] prompt = {5, 2, 8};
      List<TokenSequence> every = new ArrayList<>();
      for (int token = 0; token < VOCABULARY; token++) {
        every.add(new TokenSequence(prompt, new int[] {token}));
      }
      LogProbs scored = policy.score(every, 0.8);
      double sum = 0;
      double entropy = 0;
      for (float[] one : scored.logProbs()) {
        sum += Math.exp(one[0]);
        entropy -= Math.exp(one[0]) * one[0];
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
      for (float[] one : scored.entropies()) {
        assertThat((double) one[0]).isCloseTo(entropy, within(1e-5));
      }
    }
  }

  @Test
  void doesNotDependOnTheRestOfTheBatch() {
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(8), VOCABULARY, 4, 4);
    try (Policy policy = TinyPolicy.random(TinyPolicy.decoder(4, 2, false), VOCABULARY, 9)) {
      LogProbs together = policy.score(sequences, 1);
      for (int i = 0; i < sequences.size(); i++) {
        LogProbs alone = policy.score(sequences.subList(i, i + 1), 1);
        assertThat(together.logProbs()[i]).containsExactly(alone.logProbs()[0], within(1e-5f));
        assertThat(together.entropies()[i]).containsExactly(alone.entropies()[0], within(1e-5f));
      }
    }
  }

  /** Of a vocabulary of more than 4,096 the head takes 128 tokens at a time; backward makes again what is not kept. */
  @Test
  void manyChunksOfALargeVocabularyGiveWhatOneGives() {
    int vocabulary = 40_000;
    Decoder decoder = new Decoder(
        1, 8, 2, Optional.empty(), Optional.empty(), Optional.of(8), 10_000, 1e-5, false, 64);
    Random random = new Random(4);
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < 35; i++) {
      sequences.add(new TokenSequence(
          TinyPolicy.tokens(random, vocabulary, 2, 2),
          TinyPolicy.tokens(random, vocabulary, 13, 13)));
    }
    try (Policy policy = TinyPolicy.random(decoder, vocabulary, 2)) {
      policy.activations(new ActivationMemory(false, 2L << 20, 0, 0));
      LogProbs chunks = policy.score(sequences, 0.9);
      Map<String, float[]> gradient = TinyPolicy.gradient(policy, sequences, 0.9, 1);
      policy.zeroGradients();
      policy.activations(ActivationMemory.plain());
      for (int i = 0; i < sequences.size(); i++) {
        List<TokenSequence> one = sequences.subList(i, i + 1);
        LogProbs alone = policy.gradient(
            one,
            0.9,
            logProbs -> new TokenGradients(TinyPolicy.slopes(one, 1), TinyPolicy.slopes(one, 2)));
        assertThat(chunks.logProbs()[i]).containsExactly(alone.logProbs()[0], within(1e-5f));
        assertThat(chunks.entropies()[i]).containsExactly(alone.entropies()[0], within(2e-5f));
      }
      assertThat(TinyPolicy.difference(TinyPolicy.gradients(policy), gradient)).isLessThan(1e-5);
    }
  }

  @Test
  void rowsOfDifferentLengthsKeepTheirOrder() {
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(21), VOCABULARY, 5, 3);
    try (Policy policy = TinyPolicy.random(TinyPolicy.decoder(2, 2, true), VOCABULARY, 9)) {
      assertThat(Arrays.stream(policy.score(sequences, 1).logProbs()).map(row -> row.length))
          .containsExactlyElementsOf(
              sequences.stream().map(s -> s.completion().length).toList());
    }
  }
}
