package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.gradus.core.engine.Lanes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small model's batch in parts side by side: the same log-probs and the same gradient. */
class PartsTest {
  private static final int VOCABULARY = 40;
  private static final Decoder DECODER = TinyPolicy.decoder(4, 2, true);

  private static List<TokenSequence> sequences(int groups, int size) {
    return TinyPolicy.sequences(new Random(groups), VOCABULARY, groups, size);
  }

  private static List<TokenSequence> joined(List<List<TokenSequence>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  @Test
  void holdEverySequenceOnceAndInOrder() {
    List<TokenSequence> all = sequences(5, 3);

    for (int count = 1; count <= 20; count++) {
      List<List<TokenSequence>> parts = Parts.of(all, count);
      assertThat(parts).hasSize(Math.min(count, all.size())).noneMatch(List::isEmpty);
      assertThat(joined(parts)).isEqualTo(all);
    }
  }

  @Test
  void areCutBetweenPromptsWhereThatIsEven() {
    List<TokenSequence> all = new ArrayList<>();
    for (int group = 0; group < 4; group++) {
      int[] prompt = {1 + group, 2, 3, 4, 5, 6};
      all.addAll(Collections.nCopies(3, new TokenSequence(prompt, new int[8])));
    }

    assertThat(Parts.of(all, 2)).containsExactly(all.subList(0, 6), all.subList(6, 12));
    assertThat(Parts.of(all, 4)).allMatch(part -> part.size() == 3);
  }

  @Test
  void areEvenWhereOnePromptHasAllCompletions() {
    List<TokenSequence> all = Collections.nCopies(16, new TokenSequence(new int[2], new int[8]));

    assertThat(Parts.of(all, 4)).allMatch(part -> part.size() == 4);
  }

  @Test
  void areOneOfALargeModelOfAMixtureAndOfFewTokens() {
    Transformer dense = DECODER.transformer();
    Transformer mixture = Objects.requireNonNull(TinyModels.all().get("mixtral"));

    assertThat(Parts.count(dense, VOCABULARY, 1e6)).isEqualTo(Lanes.count());
    assertThat(Parts.count(dense, 1_000_000, 1e6)).isEqualTo(1);
    assertThat(Parts.count(mixture, VOCABULARY, 1e6)).isEqualTo(1);
    assertThat(Parts.count(dense, VOCABULARY, 500)).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0} parts")
  @ValueSource(ints = {2, 3, 7})
  void sayAndAddTheSameAsTheWhole(int count) {
    List<TokenSequence> all = sequences(5, 3);
    try (Policy policy = TinyPolicy.random(DECODER, VOCABULARY, 3)) {
      Map<String, float[]> whole = TinyPolicy.gradient(policy, all, 1, 9);
      float[][] said = policy.score(all, 1).logProbs();
      int arrays = policy.nativeArrays();

      Map<String, float[]> once = inParts(policy, all, count, said);

      assertThat(TinyPolicy.difference(once, whole)).isLessThan(1e-5);
      assertThat(policy.nativeArrays()).isEqualTo(arrays);
      // Whichever lane ends first, the sum is made in order.
      for (int again = 0; again < 5; again++) {
        assertThat(TinyPolicy.difference(inParts(policy, all, count, said), once))
            .isZero();
      }
    }
  }

  private static Map<String, float[]> inParts(
      Policy policy, List<TokenSequence> all, int count, float[][] said) {
    policy.zeroGradients();
    float[] settings = {1, 8, 1, 1, 0, 0, 0};
    try (Passes passes = new Passes(policy, Parts.of(all, count), true)) {
      float[][] logProbs = passes.forward(settings).logProbs();
      for (int i = 0; i < said.length; i++) {
        assertThat(logProbs[i]).containsExactly(said[i], offset(1e-5f));
      }
      passes.backward(
          settings, new TokenGradients(TinyPolicy.slopes(all, 9), TinyPolicy.slopes(all, 10)));
    }
    return TinyPolicy.gradients(policy);
  }
}
