package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Ints;
import io.gradus.core.architecture.Transformer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prompts that begin alike, as those of a benchmark with examples. */
class SharedPromptsTest {
  private static final int VOCABULARY = 40;
  private static final int COMMON = 20;

  private static Stream<String> models() {
    return TinyModels.all().keySet().stream();
  }

  private static List<TokenSequence> sequences() {
    Random random = new Random(4);
    int[] common = TinyPolicy.tokens(random, VOCABULARY, COMMON, COMMON);
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int[] prompt = Ints.concat(common, TinyPolicy.tokens(random, VOCABULARY, 1 + i, 1 + i));
      for (int c = 0; c < 3; c++) {
        sequences.add(
            new TokenSequence(prompt, TinyPolicy.tokens(random, VOCABULARY, 1 + c, 1 + c)));
      }
    }
    return sequences;
  }

  @ParameterizedTest
  @MethodSource("models")
  void haveTheSameLogProbsIfTheirBeginningIsComputedOnce(String name) {
    Transformer model = Objects.requireNonNull(TinyModels.all().get(name));
    List<TokenSequence> sequences = sequences();
    try (Policy policy = TinyPolicy.random(model, VOCABULARY, 3)) {
      LogProbs alone = policy.score(sequences, 1);
      policy.activations(ActivationMemory.plain().sharingPrompts());
      LogProbs shared = policy.score(sequences, 1);
      for (int i = 0; i < sequences.size(); i++) {
        assertThat(shared.logProbs()[i]).containsExactly(alone.logProbs()[i], within(2e-5f));
      }
      assertThat(greedy(policy, sequences)).isDeepEqualTo(plain(policy, sequences));
    }
  }

  private static long[][] plain(Policy policy, List<TokenSequence> sequences) {
    policy.activations(ActivationMemory.plain());
    return greedy(policy, sequences);
  }

  private static long[][] greedy(Policy policy, List<TokenSequence> sequences) {
    List<int[]> prompts = sequences.stream().map(TokenSequence::prompt).toList();
    try (Decoding decoding = new Decoding(policy, prompts, 6, 0, 0, 1, List.of(0))) {
      Decoding.Drawn drawn = decoding.advance(new float[6 * prompts.size()], 6);
      return IntStream.range(0, prompts.size())
          .mapToObj(i -> upToEnd(
              Arrays.copyOfRange(drawn.tokens(), i * drawn.drawn(), (i + 1) * drawn.drawn())))
          .toArray(long[][]::new);
    }
  }

  /** Values after the end token mean nothing. */
  private static long[] upToEnd(long[] tokens) {
    return Arrays.stream(tokens).takeWhile(token -> token != 0).toArray();
  }

  @Test
  void areTakenOnceIntoTheBatch() {
    List<TokenSequence> sequences = sequences();
    int own = IntStream.range(0, 5).map(i -> 1 + i).sum() + 5 * (0 + 1 + 2);
    assertThat(new TokenBatch(sequences, true).tokens()).isEqualTo(COMMON + own);
    assertThat(new TokenBatch(sequences, false).tokens()).isEqualTo(5 * COMMON + own);
  }

  @Test
  void ofOneTokenOfTheirOwnAreShared() {
    int[] common = IntStream.range(0, COMMON).toArray();
    List<TokenSequence> sequences = List.of(
        new TokenSequence(common, new int[] {1}),
        new TokenSequence(Ints.concat(common, new int[] {2}), new int[] {3}));
    assertThat(new TokenBatch(sequences, true).tokens()).isEqualTo(COMMON - 1 + 1 + 2);
  }
}
