package io.gradus.experiments.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PassAtKBenchmarkTest {
  /** Data set that must not be read. */
  private record Unread() implements Dataset {
    @Override
    public Problem problem(long seed, long step, int index, int stride) {
      throw new AssertionError("settings are checked without a problem");
    }

    @Override
    public List<Problem> first(int count) {
      throw new AssertionError("settings are checked without a problem");
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }
  }

  private static PassAtKBenchmark benchmark(
      double temperature, int samples, List<Integer> k, boolean greedy) {
    return new PassAtKBenchmark(
        Optional.empty(),
        new Unread(),
        10,
        samples,
        k,
        new Sampling(temperature, 4, 0, 1, List.of(), 16),
        greedy,
        (problem, completion) -> Score.unjudged(0, "a fake"));
  }

  @Test
  void severalSamplesAreRefusedWithGreedyDecoding() {
    assertThatThrownBy(() -> benchmark(0, 4, List.of(1, 4), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("""
            samples: must be 1 if sampling.temperature is 0 (greedy), but is 4
            k: must be [1] if sampling.temperature is 0 (greedy), but is [1, 4]""");
  }

  @Test
  void everyKIsAtMostSamplesAndPassAtOneIsRequired() {
    assertThatThrownBy(() -> benchmark(1, 4, List.of(1, 5), true))
        .hasMessage("k[1]: must be 1 to samples (4), but is 5");
    assertThatThrownBy(() -> benchmark(1, 4, List.of(0), true)).hasMessageStartingWith("k[0]: ");
    assertThatThrownBy(() -> benchmark(1, 4, List.of(4), true))
        .hasMessageStartingWith("k: must contain 1");
    assertThatThrownBy(() -> benchmark(1, 0, List.of(1), true))
        .hasMessage("samples: must be positive, but is 0");
  }

  @Test
  void completionsIncludeTheSampledAndTheGreedyPass() {
    assertThat(benchmark(1, 4, List.of(1, 4), true).completions()).isEqualTo(50);
    assertThat(benchmark(1, 4, List.of(1, 4), false).completions()).isEqualTo(40);
    assertThat(benchmark(0, 1, List.of(1), true).completions()).isEqualTo(10);
    assertThat(benchmark(0, 1, List.of(1), false).completions()).isEqualTo(10);
  }
}
