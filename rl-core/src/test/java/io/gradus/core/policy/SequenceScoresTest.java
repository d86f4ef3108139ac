package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Compute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceScoresTest {
  private static final int VOCABULARY = 30;
  private static final double CLOSE = 1e-5;

  static Stream<String> models() {
    return TinyModels.all().keySet().stream();
  }

  private static Transformer model(String name) {
    return Objects.requireNonNull(TinyModels.all().get(name), name).scalar();
  }

  private static float[] slopes(List<TokenSequence> sequences) {
    float[] slopes = new float[sequences.size()];
    for (int i = 0; i < slopes.length; i++) {
      TokenSequence s = sequences.get(i);
      slopes[i] =
          (float) new Random(31L * Arrays.hashCode(s.completion()) + Arrays.hashCode(s.prompt()))
              .nextGaussian();
    }
    return slopes;
  }

  private static Map<String, float[]> gradient(
      Policy policy, List<TokenSequence> sequences, int size) {
    policy.zeroGradients();
    for (int from = 0; from < sequences.size(); from += size) {
      List<TokenSequence> pass = sequences.subList(from, Math.min(from + size, sequences.size()));
      var unused = new SequenceScores(policy)
          .gradient(pass, (double) pass.size() / sequences.size(), r -> slopes(pass));
    }
    return TinyPolicy.gradients(policy);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void aSequenceScoresTheSameAloneAndInABatch(String name) {
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(5), VOCABULARY, 3, 2);
    try (Policy policy = TinyPolicy.random(model(name), VOCABULARY, 3)) {
      SequenceScores scores = new SequenceScores(policy);
      float[] together = scores.of(sequences);
      for (int i = 0; i < together.length; i++) {
        TokenSequence s = sequences.get(i);
        int[] all = Arrays.copyOf(s.prompt(), s.prompt().length + s.completion().length);
        System.arraycopy(s.completion(), 0, all, s.prompt().length, s.completion().length);
        TokenSequence cut = new TokenSequence(
            Arrays.copyOf(all, all.length - 1),
            Arrays.copyOfRange(all, all.length - 1, all.length));

        assertThat(scores.of(List.of(s))[0]).isCloseTo(together[i], within(2e-5f));
        assertThat(scores.of(List.of(cut))[0])
            .as("where the prompt ends does not matter")
            .isCloseTo(together[i], within(2e-5f));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void theGradientIsThatOfCentralDifferences(String name) {
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(6), VOCABULARY, 2, 2);
    Transformer model = model(name);
    Map<String, float[]> weights = TinyPolicy.weights(model, VOCABULARY, 4);
    try (Policy policy = TinyPolicy.of(model, VOCABULARY, weights)) {
      Map<String, float[]> gradient = gradient(policy, sequences, sequences.size());
      assertThat(gradient.keySet()).contains("score.weight").doesNotContain("lm_head.weight");
      if (!model.mixtures().isEmpty()) {
        return; // a router's choice is not continuous, and its own losses are in the gradient
      }
      for (String tensor : List.of("score.weight", "model.norm.weight")) {
        float[] values = Objects.requireNonNull(weights.get(tensor));
        for (int i = 0; i < 3; i++) {
          float was = values[i];
          double above = loss(model, weights, sequences, values, i, was + 1e-2f);
          double below = loss(model, weights, sequences, values, i, was - 1e-2f);
          values[i] = was;
          assertThat((double) Objects.requireNonNull(gradient.get(tensor))[i])
              .as("%s[%d]", tensor, i)
              .isCloseTo((above - below) / 2e-2, within(2e-3));
        }
      }
    }
  }

  private static double loss(
      Transformer model,
      Map<String, float[]> weights,
      List<TokenSequence> sequences,
      float[] values,
      int at,
      float value) {
    values[at] = value;
    try (Policy moved = TinyPolicy.of(model, VOCABULARY, weights)) {
      float[] scores = new SequenceScores(moved).of(sequences);
      float[] slopes = slopes(sequences);
      double sum = 0;
      for (int i = 0; i < scores.length; i++) {
        sum += (double) scores[i] * slopes[i];
      }
      return sum;
    }
  }

  @Test
  void theGradientDoesNotDependOnTheSplitAndTheOrder() {
    Transformer model = TinyPolicy.decoder(4, 2, true).transformer().scalar();
    List<TokenSequence> sequences =
        new ArrayList<>(TinyPolicy.sequences(new Random(7), VOCABULARY, 5, 2));
    try (Policy policy = TinyPolicy.random(model, VOCABULARY, 5)) {
      Map<String, float[]> whole = gradient(policy, sequences, sequences.size());
      for (int size : List.of(1, 2, 3, 7)) {
        assertThat(TinyPolicy.difference(gradient(policy, sequences, size), whole))
            .as("passes of %d", size)
            .isLessThan(CLOSE);
      }
      Collections.shuffle(sequences, new Random(8));
      assertThat(TinyPolicy.difference(gradient(policy, sequences, 10), whole)).isLessThan(CLOSE);
    }
  }

  @Test
  void checkpointingGivesTheSameGradient() {
    Transformer model = TinyPolicy.decoder(4, 2, false).transformer().scalar();
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(9), VOCABULARY, 3, 2);
    try (Policy policy = TinyPolicy.random(model, VOCABULARY, 5)) {
      Map<String, float[]> kept = gradient(policy, sequences, 6);
      policy.activations(new ActivationMemory(true, 1 << 20, 0, 0));
      assertThat(TinyPolicy.difference(gradient(policy, sequences, 6), kept)).isLessThan(CLOSE);
    }
  }

  /** The score at a token is the score of the sequence that ends there, and so is its gradient. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void severalTokensOfASequenceScoreAsItsBeginningsDo(String name) {
    List<TokenSequence> marked = new ArrayList<>();
    List<TokenSequence> beginnings = new ArrayList<>();
    for (TokenSequence s : TinyPolicy.sequences(new Random(10), VOCABULARY, 3, 2)) {
      int last = s.completion().length - 1;
      int[] ends = last == 0 ? new int[] {0} : new int[] {last / 2, last};
      marked.add(s.scoredAt(ends));
      for (int end : ends) {
        beginnings.add(new TokenSequence(s.prompt(), Arrays.copyOf(s.completion(), end + 1)));
      }
    }
    try (Policy policy = TinyPolicy.random(model(name), VOCABULARY, 3)) {
      SequenceScores scores = new SequenceScores(policy);
      float[] slopes = slopes(beginnings);
      assertThat(scores.of(marked)).containsExactly(scores.of(beginnings), within(2e-5f));
      policy.zeroGradients();
      var unused = scores.gradient(marked, 1, r -> slopes);
      Map<String, float[]> together = TinyPolicy.gradients(policy);
      if (model(name).mixtures().isEmpty()) { // a router's own losses count each token once
        assertThat(TinyPolicy.difference(gradient(policy, beginnings, beginnings.size()), together))
            .isLessThan(CLOSE);
      }
    }
  }

  @Test
  void tokensOutsideTheCompletionAreRefused() {
    TokenSequence sequence = new TokenSequence(new int[] {1}, new int[] {1, 2});
    assertThatThrownBy(() -> sequence.scoredAt(new int[] {2}))
        .hasMessageContaining("number 0 is 2");
    assertThatThrownBy(() -> sequence.scoredAt(new int[] {1, 0})).hasMessageContaining("ascending");
  }

  /** A head of one row has rank 1, so an adapter of any rank can reach every head. */
  @Test
  void anAdapterTrainsTheHeadToo() {
    Transformer model = TinyPolicy.decoder(4, 2, false).transformer().scalar();
    Map<String, float[]> weights = TinyPolicy.weights(model, VOCABULARY, 4);
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(9), VOCABULARY, 3, 2);
    Function<String, float[]> named = name -> Objects.requireNonNull(weights.get(name), name);
    try (Policy policy =
        Policy.of(model, VOCABULARY, Compute.cpu(), Optional.of(Lora.of(2)), 3, named)) {
      Map<String, float[]> gradient = gradient(policy, sequences, 6);
      float[] head = Objects.requireNonNull(gradient.get("base_model.model.score.lora_B.weight"));
      assertThat(head).hasSize(2).doesNotContain(0f);
    }
  }

  @Test
  void aRewardModelIsNoPolicyAndAPolicyIsNoRewardModel() {
    Transformer body = TinyPolicy.decoder(4, 2, false).transformer();
    List<TokenSequence> sequences = TinyPolicy.sequences(new Random(9), VOCABULARY, 1, 2);
    try (Policy reward = TinyPolicy.random(body.scalar(), VOCABULARY, 5);
        Policy language = TinyPolicy.random(body, VOCABULARY, 5)) {
      assertThatThrownBy(() -> reward.score(sequences, 1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("is a reward model")
          .hasMessageContaining("reward of type reward-model");
      assertThatThrownBy(() -> new NextTokens(reward).logits(new int[] {1, 2}))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("is a reward model");
      assertThatThrownBy(() -> new SequenceScores(language))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("policy.head: score");
    }
  }
}
