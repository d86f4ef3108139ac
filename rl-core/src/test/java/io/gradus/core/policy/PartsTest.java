package io.gradus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradus.core.architecture.Decoder;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Lanes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A small model's batch in parts side by side: the same log-probs and the same gradient. */
class PartsTest {
  private static final int VOCABULARY = 11;
  private static final Decoder DECODER = TinyPolicy.decoder(4, 2, true);
  /** For the source: temperature, tokens in a chunk, probabilities are kept, an entropy term. */
  private static final PassSettings SETTINGS =
      new PassSettings(1, 8, false).keepProbabilities(true).entropyGradient(true);

  static Stream<String> withoutMixtures() {
    return TinyModels.all().entrySet().stream()
        .filter(model -> model.getValue().mixtures().isEmpty())
        .map(Map.Entry::getKey);
  }

  private static Transformer model(String name) {
    return Objects.requireNonNull(TinyModels.all().get(name), name);
  }

  private static List<TokenSequence> sequences(int groups, int size) {
    return TinyPolicy.sequences(new Random(groups), VOCABULARY, groups, size);
  }

  private static List<TokenSequence> group(int prompt, int completions, int tokens) {
    return Collections.nCopies(
        completions, new TokenSequence(new int[prompt], new int[tokens + 1]));
  }

  private static List<TokenSequence> joined(List<List<TokenSequence>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  @Test
  void holdEverySequenceOnceAndInOrder() {
    List<TokenSequence> all = sequences(5, 3);

    for (int count = 1; count <= 20; count++) {
      List<List<TokenSequence>> parts = Parts.of(all, count);
      assertThat(parts).hasSizeLessThanOrEqualTo(count).noneMatch(List::isEmpty);
      assertThat(joined(parts)).isEqualTo(all);
    }
  }

  @Test
  void areCutBetweenPromptsWhereThatIsEven() {
    List<TokenSequence> all = new ArrayList<>();
    for (int prompt = 6; prompt < 10; prompt++) {
      all.addAll(group(prompt, 3, 20));
    }

    assertThat(Parts.of(all, 2)).containsExactly(all.subList(0, 6), all.subList(6, 12));
    assertThat(Parts.of(all, 4)).hasSize(4).allMatch(part -> part.size() == 3);
  }

  @Test
  void areEvenWhereOnePromptHasAllCompletions() {
    assertThat(Parts.of(group(2, 16, 20), 4)).hasSize(4).allMatch(part -> part.size() == 4);
  }

  @Test
  void areOneWhereAPromptThatRunsTwiceCostsMoreThanCoresWouldSave() {
    List<TokenSequence> all = group(1024, 16, 127);

    assertThat(Parts.of(all, 2)).containsExactly(all);
  }

  @Test
  void areOneWhereOneSequenceIsMostOfTheBatch() {
    List<TokenSequence> all = new ArrayList<>(group(3, 4, 10));
    all.addAll(group(3, 1, 500));

    assertThat(Parts.of(all, 2)).containsExactly(all);
  }

  @Test
  void areOneOfALargeModelOfAMixtureAndOfFewTokens() {
    Transformer dense = DECODER.transformer();

    assertThat(Parts.count(dense, VOCABULARY, 3, 1e6)).isEqualTo(3);
    assertThat(Parts.count(dense, 1_000_000, 3, 1e6)).isEqualTo(1);
    assertThat(Parts.count(model("mixtral"), VOCABULARY, 3, 1e6)).isEqualTo(1);
    assertThat(Parts.count(dense, VOCABULARY, 3, 3 * 512 - 1)).isEqualTo(1);
    assertThat(Parts.count(dense, VOCABULARY, 3, 3 * 512)).isEqualTo(3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("withoutMixtures")
  void sayAndAddTheSameAsTheWholeWhateverTheModel(String name) {
    try (Policy policy = TinyPolicy.random(model(name), VOCABULARY, 3)) {
      sayAndAddTheSame(policy, sequences(5, 3), 3, SETTINGS);
    }
  }

  @ParameterizedTest(name = "{0} parts")
  @ValueSource(ints = {2, 3, 7})
  void sayAndAddTheSameAsTheWholeHoweverManyThereAre(int count) {
    try (Policy policy = TinyPolicy.random(DECODER, VOCABULARY, 3)) {
      sayAndAddTheSame(policy, sequences(9, 3), count, SETTINGS);
    }
  }

  @ParameterizedTest(name = "base {0}")
  @ValueSource(strings = {"float32", "int8"})
  void sayAndAddTheSameAsTheWholeOfAnAdapterWithDropout(String base) {
    try (Policy policy = LoraTest.adapted(LoraTest.lora(0.3, base))) {
      LoraTest.disturb(policy, 3);
      policy.dropoutOf(1);
      sayAndAddTheSame(policy, sequences(5, 3), 3, SETTINGS);
    }
  }

  @Test
  void sayAndAddTheSameAsTheWholeWithLayersRunAgainAndNothingKept() {
    try (Policy policy = TinyPolicy.random(DECODER, VOCABULARY, 3)) {
      sayAndAddTheSame(
          policy, sequences(5, 3), 3, new PassSettings(1, 8, true).entropyGradient(true));
    }
  }

  private static void sayAndAddTheSame(
      Policy policy, List<TokenSequence> all, int count, PassSettings settings) {
    List<List<TokenSequence>> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      parts.add(all.subList(part * all.size() / count, (part + 1) * all.size() / count));
    }
    Map<String, float[]> whole = TinyPolicy.gradient(policy, all, 1, 9);
    int arrays = policy.nativeArrays();

    Map<String, float[]> once = gradient(policy, all, parts, settings);

    assertThat(TinyPolicy.difference(once, whole)).isLessThan(1e-5);
    // Whichever lane ends first, the sum is made in order.
    for (int again = 0; again < 5; again++) {
      assertThat(TinyPolicy.difference(gradient(policy, all, parts, settings), once))
          .isZero();
    }
    assertThat(policy.nativeArrays()).isEqualTo(arrays);
  }

  private static Map<String, float[]> gradient(
      Policy policy,
      List<TokenSequence> all,
      List<List<TokenSequence>> parts,
      PassSettings settings) {
    policy.zeroGradients();
    float[][] alone;
    try (Passes passes = new Passes(policy, List.of(all), true)) {
      alone = passes.forward(settings).logProbs();
    }
    try (Passes passes = new Passes(policy, parts, true)) {
      float[][] said = passes.forward(settings).logProbs();
      for (int i = 0; i < alone.length; i++) {
        assertThat(said[i]).containsExactly(alone[i], offset(1e-5f));
      }
      passes.backward(
          settings, new TokenGradients(TinyPolicy.slopes(all, 9), TinyPolicy.slopes(all, 10)));
    }
    return TinyPolicy.gradients(policy);
  }

  @Test
  void areTakenByAPolicyWhoseBatchIsLargeEnough() {
    assumeTrue(Lanes.count() > 1, "skipped: there is one core only");
    List<TokenSequence> all = sequences(150 * Lanes.count(), 2);
    List<TokenSequence> few = all.subList(0, 10);
    try (Policy policy = TinyPolicy.random(DECODER, VOCABULARY, 3)) {
      assertThat(Parts.count(DECODER.transformer(), VOCABULARY, Lanes.count(), Parts.tokens(all)))
          .isEqualTo(Lanes.count());
      Map<String, float[]> sideBySide = TinyPolicy.gradient(policy, all, 1, 9);
      int arrays = policy.nativeArrays();
      float[][] said = policy.score(all, 1).logProbs();

      assertThat(said).hasNumberOfRows(all.size());
      assertThat(policy.score(few, 1).logProbs()[7]).containsExactly(said[7], offset(1e-5f));
      policy.zeroGradients();
      for (int from = 0; from < all.size(); from += 50) {
        List<TokenSequence> pass = all.subList(from, Math.min(from + 50, all.size()));
        policy.gradient(
            pass,
            1,
            logProbs ->
                new TokenGradients(TinyPolicy.slopes(pass, 9), TinyPolicy.slopes(pass, 10)));
      }
      assertThat(TinyPolicy.difference(TinyPolicy.gradients(policy), sideBySide))
          .isLessThan(1e-5);
      assertThat(policy.nativeArrays()).isEqualTo(arrays);
    }
  }

  @Test
  void leaveNothingBehindWhereOneFails() {
    try (Policy policy = TinyPolicy.random(DECODER, VOCABULARY, 3)) {
      int arrays = policy.nativeArrays();
      List<TokenSequence> unknown = List.of(new TokenSequence(new int[] {VOCABULARY}, new int[3]));

      assertThatThrownBy(() -> {
            try (Passes passes = new Passes(policy, List.of(sequences(2, 1), unknown), true)) {
              passes.forward(SETTINGS);
            }
          })
          .hasMessageContaining("index out of range");
      assertThat(policy.nativeArrays()).isEqualTo(arrays);
    }
  }
}
