package io.gradus.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.DOUBLE;

import io.gradus.core.Completion;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.core.Verdict;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.text.BareTemplate;
import io.gradus.core.text.CharacterTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks the draws and counts of an evaluation, with a tiny real policy that writes letters. */
class PassAtKDrawsTest {
  private static final CharacterTokenizer TOKENIZER = new CharacterTokenizer("abcd=", List.of());
  /** More than half of a slice, so that each problem is sampled in its own slice. */
  private static final int SAMPLES = 150;

  private final Policy policy =
      TinyPolicy.random(TinyPolicy.decoder(2, 1, true), TOKENIZER.vocabularySize(), 7);

  @AfterEach
  void close() {
    policy.close();
  }

  /** Three problems with the same question. */
  private record Same() implements Dataset {
    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      throw new AssertionError("an evaluation takes the first problems");
    }

    @Override
    public List<Problem> first(int count) {
      return IntStream.range(0, count)
          .mapToObj(i -> Problem.of("same-" + i, "ab", ""))
          .toList();
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }

  private static PassAtKBenchmark benchmark(int samples, List<Integer> k, Reward reward) {
    return benchmark(samples, k, new Sampling(1.5, 6, 0, 1, List.of(), 256), false, reward);
  }

  private static PassAtKBenchmark benchmark(
      int samples, List<Integer> k, Sampling sampling, boolean greedy, Reward reward) {
    return new PassAtKBenchmark(
        Optional.empty(), new Same(), 3, samples, k, sampling, greedy, reward);
  }

  private static Score isEven(Problem problem, Completion completion) {
    boolean right = completion.text().length() % 2 == 0;
    return Score.of(right ? 1 : 0, right ? Verdict.CORRECT : Verdict.WRONG, "", "length");
  }

  private List<Result> evaluate(PassAtKBenchmark benchmark, long seed) {
    return benchmark.evaluate(new EvaluationContext(
        policy, TOKENIZER, new BareTemplate("="), seed, new StopSignal(), done -> {}));
  }

  /** Texts of each problem, in order. */
  private List<List<String>> drawn(int samples, long seed) {
    List<List<String>> drawn = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    evaluate(
        benchmark(samples, List.of(1), (problem, completion) -> {
          drawn.get(problem.id().charAt(5) - '0').add(completion.text());
          return isEven(problem, completion);
        }),
        seed);
    return drawn;
  }

  @Test
  void allEvaluationsOfARunHaveTheSameDrawsAndAnotherRunHasOthers() {
    List<List<String>> first = drawn(SAMPLES, 3);
    assertThat(first).allMatch(texts -> texts.size() == SAMPLES);
    assertThat(drawn(SAMPLES, 3)).isEqualTo(first);
    assertThat(drawn(SAMPLES, 4)).isNotEqualTo(first);
  }

  @Test
  void everyProblemHasItsOwnDrawsEvenInAnotherSlice() {
    List<List<String>> slices = drawn(SAMPLES, 3);
    assertThat(slices.get(0)).isNotEqualTo(slices.get(1));
    assertThat(slices.get(1)).isNotEqualTo(slices.get(2));
    assertThat(slices.get(0)).isNotEqualTo(slices.get(2));
    // The division of the problems into slices changes nothing.
    List<List<String>> together = drawn(40, 3);
    for (int p = 0; p < 3; p++) {
      assertThat(together.get(p)).isEqualTo(slices.get(p).subList(0, 40));
    }
  }

  @Test
  void everyCompletionCountsWithItsOwnScore() {
    List<List<String>> texts = drawn(40, 3);
    double share = texts.stream()
            .flatMap(List::stream)
            .filter(text -> text.length() % 2 == 0)
            .count()
        / 120.0;
    assertThat(share).isStrictlyBetween(0.05, 0.95);
    Result result =
        evaluate(benchmark(40, List.of(1, 40), PassAtKDrawsTest::isEven), 3).get(0);
    assertThat(result.figures().get("pass_at_1"))
        .asInstanceOf(DOUBLE)
        .isCloseTo(share, within(1e-12));
    assertThat(result.figures()).containsEntry("pass_at_40", 1.0);
    assertThat(result.verdicts()).containsEntry("correct", Math.round(120 * share));
    assertThat(result.samples()).isEqualTo(40);
    assertThat(result.problems()).isEqualTo(3);
  }

  @Test
  void lengthsAndTruncationAreMeansOverAllCompletions() {
    List<Completion> seen = new ArrayList<>();
    Result result = evaluate(
            benchmark(40, List.of(1), (problem, completion) -> {
              seen.add(completion);
              return isEven(problem, completion);
            }),
            3)
        .get(0);
    assertThat(seen).hasSize(120);
    assertThat(result.meanLength())
        .isCloseTo(
            seen.stream().mapToInt(Completion::length).average().orElseThrow(), within(1e-12));
    double truncated = seen.stream().filter(Completion::truncated).count() / 120.0;
    assertThat(truncated).isStrictlyBetween(0.1, 0.9);
    assertThat(result.truncated()).isCloseTo(truncated, within(1e-12));
  }

  @Test
  void progressCountsTheCompletionsOfBothPasses() {
    PassAtKBenchmark both = benchmark(
        150, List.of(1), new Sampling(1, 4, 0, 1, List.of(), 256), true, PassAtKDrawsTest::isEven);
    List<Long> done = new ArrayList<>();
    List<Result> results = both.evaluate(new EvaluationContext(
        policy, TOKENIZER, new BareTemplate("="), 3, new StopSignal(), done::add));
    assertThat(results).extracting(Result::mode).containsExactly("sampled", "greedy");
    assertThat(done).containsExactly(150L, 300L, 450L, 453L);
    assertThat(both.completions()).isEqualTo(453);
    PassAtKBenchmark greedy = benchmark(
        1, List.of(1), new Sampling(0, 4, 0, 1, List.of(), 256), false, PassAtKDrawsTest::isEven);
    assertThat(evaluate(greedy, 3)).extracting(Result::mode).containsExactly("greedy");
  }

  @Test
  void aStopTakesEffectBetweenTwoProblems() {
    StopSignal stop = new StopSignal();
    List<String> judged = new ArrayList<>();
    PassAtKBenchmark benchmark = benchmark(2, List.of(1), (problem, completion) -> {
      judged.add(problem.id());
      stop.request();
      return isEven(problem, completion);
    });
    assertThatThrownBy(() -> benchmark.evaluate(
            new EvaluationContext(policy, TOKENIZER, new BareTemplate("="), 3, stop, done -> {})))
        .isInstanceOf(StopSignal.StopRequested.class);
    assertThat(judged).containsExactly("same-0", "same-0");
  }

  @Test
  void impossibleSettingsAreFoundBeforeARun() {
    Sampling long64 = new Sampling(1, 64, 0, 1, List.of(), 256);
    assertThat(
            benchmark(1, List.of(1), long64, true, PassAtKDrawsTest::isEven).faults(TOKENIZER, 64))
        .singleElement()
        .asString()
        .startsWith("sampling.max-tokens: ");
    PassAtKBenchmark broken = benchmark(1, List.of(1), (problem, completion) -> {
      throw new IllegalStateException("no judge");
    });
    assertThatThrownBy(() -> broken.examine(TOKENIZER, new BareTemplate("="), 64))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("reward: can judge none of the first problems")
        .hasMessageContaining("no judge");
    assertThat(broken.name()).isEqualTo("pass-at-k");
  }
}
