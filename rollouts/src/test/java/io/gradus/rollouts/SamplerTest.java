package io.gradus.rollouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.Draw;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.RunFailure;
import io.gradus.core.Sampling;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.text.BareTemplate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sampled groups: their log-probs agree with the trainer, and only the place of a completion decides its tokens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamplerTest {
  private Policy policy;

  @BeforeAll
  void open() {
    policy = Letters.policy(5);
  }

  @AfterAll
  void close() {
    policy.close();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.7, 1.8})
  void logProbsAreThoseOfTheTrainer(double temperature) {
    Letters.Draws sampler = Letters.sampler(policy, Letters.sampling(temperature, 30, 256));
    for (Group group : sampler.sample(3, 0, Letters.problems(5), 6)) {
      List<TokenSequence> sequences =
          group.completions().stream().map(TokenSequence::of).toList();
      float[][] untempered = policy.score(sequences, 1).logProbs();
      float[][] tempered = policy.score(sequences, temperature).logProbs();
      for (int g = 0; g < group.size(); g++) {
        Completion completion = group.completions().get(g);
        assertThat(completion.logProbs()).containsExactly(untempered[g], within(1e-4f));
        assertThat(completion.behaviour().orElseThrow())
            .containsExactly(tempered[g], within(1e-4f));
      }
    }
  }

  /**
   * Compares tokens exactly but log-probs to 1e-5, because the number of rows changes the shapes of matrix products and
   * so the last bits.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  void aCompletionDoesNotDependOnHowManyAreSampledSideBySide(int rows) {
    List<Problem> problems = Letters.problems(4);
    List<Group> together =
        Letters.sampler(policy, Letters.sampling(1, 30, 256)).sample(3, 0, problems, 5);
    assertSame(
        Letters.sampler(policy, Letters.sampling(1, 30, rows)).sample(3, 0, problems, 5), together);
  }

  @Test
  void aCompletionIsAFunctionOfItsPlace() {
    Letters.Draws sampler = Letters.sampler(policy, Letters.sampling(1, 30, 256));
    List<Group> all = sampler.sample(3, 0, Letters.problems(4), 5);
    assertSame(sampler.sample(3, 2, Letters.problems(4).subList(2, 4), 5), all.subList(2, 4));
    assertThat(texts(sampler.sample(4, 0, Letters.problems(4), 5))).isNotEqualTo(texts(all));
    Sampler otherSeed = new Sampler(
        policy, Letters.TOKENIZER, Letters.TEMPLATE, Letters.SEED + 1, new StopSignal());
    assertThat(texts(
            otherSeed.sample(Draw.of(3, 0, Letters.problems(4), 5, Letters.sampling(1, 30, 256)))))
        .isNotEqualTo(texts(all));
    // the same question at another place is another draw
    List<Problem> twice =
        List.of(Letters.problems(1).get(0), Letters.problems(1).get(0));
    List<Group> drawn = sampler.sample(3, 0, twice, 5);
    assertThat(texts(drawn.subList(0, 1))).isNotEqualTo(texts(drawn.subList(1, 2)));
  }

  private static List<String> texts(List<Group> groups) {
    return groups.stream()
        .flatMap(g -> g.completions().stream())
        .map(Completion::text)
        .toList();
  }

  private static void assertSame(List<Group> actual, List<Group> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int p = 0; p < expected.size(); p++) {
      for (int g = 0; g < expected.get(p).size(); g++) {
        Completion a = actual.get(p).completions().get(g);
        Completion e = expected.get(p).completions().get(g);
        assertThat(a.tokens()).isEqualTo(e.tokens());
        assertThat(a.finish()).isEqualTo(e.finish());
        assertThat(a.logProbs()).containsExactly(e.logProbs(), within(1e-5f));
      }
    }
  }

  @Test
  void aCompletionEndsWithItsFirstEndTokenOrAtItsBudget() {
    int maxTokens = 12;
    int stop = Letters.TOKENIZER.token("<stop>").orElseThrow();
    List<Integer> ends = List.of(0, stop);
    Letters.Draws sampler =
        Letters.sampler(policy, Letters.sampling(1.3, maxTokens, 256, "<stop>"));
    int[] finished = new int[2];
    for (Group group : sampler.sample(1, 0, Letters.problems(5), 8)) {
      for (Completion c : group.completions()) {
        boolean ended = ends.contains(c.tokens()[c.length() - 1]);
        assertThat(Arrays.stream(c.tokens()).limit(c.length() - 1L))
            .doesNotContainAnyElementsOf(ends);
        assertThat(c.finish()).isEqualTo(ended ? FinishReason.STOP : FinishReason.LENGTH);
        assertThat(ended || c.length() == maxTokens).isTrue();
        int[] shown = Arrays.copyOf(c.tokens(), c.length() - (ended ? 1 : 0));
        assertThat(c.text()).isEqualTo(Letters.TOKENIZER.decode(shown));
        finished[ended ? 0 : 1]++;
      }
    }
    assertThat(finished[0]).isPositive();
    assertThat(finished[1]).isPositive();
  }

  @Test
  void greedyCompletionsOfAGroupAreEqual() {
    Sampling sampling = Letters.sampling(1, 10, 256).greedy();
    for (Group group : Letters.sampler(policy, sampling).sample(1, 0, Letters.problems(3), 4)) {
      assertThat(texts(List.of(group)).stream().distinct()).hasSize(1);
    }
  }

  @Test
  void nothingNativeIsLeftBehind() {
    Letters.Draws sampler = Letters.sampler(policy, Letters.sampling(1, 30, 4));
    sampler.sample(1, 0, Letters.problems(4), 4);
    int before = policy.nativeArrays();
    for (int step = 2; step < 6; step++) {
      sampler.sample(step, 0, Letters.problems(4), 4);
    }
    assertThat(policy.nativeArrays()).isEqualTo(before);
  }

  @Test
  void aStopRequestWorksBetweenNativeCalls() {
    StopSignal stop = new StopSignal();
    Letters.Draws sampler = Letters.sampler(policy, Letters.sampling(1, 30, 256), stop);
    sampler.sample(1, 0, Letters.problems(2), 2);
    int arrays = policy.nativeArrays();
    stop.request();
    assertThatThrownBy(() -> sampler.sample(1, 0, Letters.problems(2), 2))
        .isInstanceOf(StopSignal.StopRequested.class);
    assertThat(policy.nativeArrays()).isEqualTo(arrays);
  }

  @Test
  void aNaNLogProbIsReportedWithStepAndSample() {
    Map<String, float[]> weights =
        TinyPolicy.weights(TinyPolicy.decoder(2, 2, true), Letters.TOKENIZER.vocabularySize(), 1);
    Objects.requireNonNull(weights.get("model.norm.weight"))[3] = Float.NaN;
    try (Policy spoilt = TinyPolicy.of(
        TinyPolicy.decoder(2, 2, true), Letters.TOKENIZER.vocabularySize(), weights)) {
      for (Sampling sampling : List.of(
          Letters.sampling(1, 10, 256),
          Letters.sampling(0, 10, 256),
          new Sampling(1, 10, 3, 0.5, List.of(), 256))) {
        assertThatThrownBy(
                () -> Letters.sampler(spoilt, sampling).sample(9, 0, Letters.problems(2), 2))
            .isInstanceOf(RunFailure.class)
            .hasMessageContaining("step 9")
            .hasMessageContaining("token 0 of completion 0 of problem 'letters-0' is NaN");
      }
    }
  }

  @Test
  void aPromptThatLeavesNoRoomIsRefused() {
    Letters.Draws sampler = Letters.sampler(policy, Letters.sampling(1, 62, 256));
    assertThatThrownBy(() -> sampler.sample(1, 0, Letters.problems(1), 2))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("problem 'letters-0': its prompt has 6 tokens")
        .hasMessageContaining("context of 64")
        .hasMessageContaining("max-tokens");
  }

  @Test
  void anEmptyPromptIsRefused() {
    assertThatThrownBy(() -> Sampler.prompt(
            Problem.of("blank", "", ""),
            Letters.TOKENIZER,
            new BareTemplate(""),
            Letters.sampling(1, 8, 256),
            64))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("problem 'blank': its prompt has no tokens")
        .hasMessageContaining("Give the problem a question");
  }

  @Test
  void aStopTokenThatIsNotASingleTokenIsRefused() {
    Letters.Draws sampler = Letters.sampler(policy, Letters.sampling(1, 8, 256, "</answer>"));
    assertThatThrownBy(() -> sampler.sample(1, 0, Letters.problems(1), 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("stop-tokens: '</answer>' is not a single token");
  }
}
