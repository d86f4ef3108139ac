package io.gradus.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.CounterRandom;
import io.gradus.experiments.statistics.Estimate;
import io.gradus.experiments.statistics.PassAtK;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The problems of a benchmark in two halves. One half chooses the best checkpoint, and the other reports its score. The
 * highest of several noisy scores is too high on the problems that chose it, but not on others.
 *
 * <p>A fixed shuffle of the problems' numbers decides, so all runs and all evaluations have the same halves. (Even and
 * odd numbers would not be alike, because a mixture takes its problems in turns.)
 *
 * @param choosing numbers of the problems that choose, ascending; one more than the others if their number is odd
 * @param reporting numbers of the problems that report, ascending
 */
record Halves(int[] choosing, int[] reporting) {
  private static final long SHUFFLE = 0x48414C56L;

  /** The halves of problems 0 to {@code problems - 1}. */
  static Halves of(int problems) {
    int[] shuffled = IntStream.range(0, problems)
        .boxed()
        .sorted(Comparator.comparingLong(i -> CounterRandom.bits(SHUFFLE, i)))
        .mapToInt(Integer::intValue)
        .toArray();
    int middle = (problems + 1) / 2;
    return new Halves(
        Arrays.stream(shuffled, 0, middle).sorted().toArray(),
        Arrays.stream(shuffled, middle, problems).sorted().toArray());
  }

  /**
   * pass@1 of one evaluation on some of its problems.
   *
   * @param passAt1 with its 95 % interval
   * @param problems number of problems that were judged
   */
  record Score(Estimate passAt1, int problems) {}

  /**
   * Returns pass@1 of a line of the journal of evaluations on the problems that choose.
   *
   * @return empty if none of them was judged
   */
  static Optional<Score> choice(JsonNode line) {
    return score(line, of(line.path("solved").size()).choosing());
  }

  /**
   * Returns pass@1 of a line of the journal of evaluations on the problems that report.
   *
   * @return empty if none of them was judged
   */
  static Optional<Score> report(JsonNode line) {
    return score(line, of(line.path("solved").size()).reporting());
  }

  private static Optional<Score> score(JsonNode line, int[] half) {
    JsonNode solved = line.path("solved");
    int samples = line.path("samples").asInt();
    int[] correct = Arrays.stream(half)
        .filter(problem -> solved.get(problem).isNumber()) // others were not judged
        .map(problem -> (int) Math.round(solved.get(problem).asDouble() * samples))
        .toArray();
    if (correct.length == 0) {
      return Optional.empty();
    }
    int[] drawn = new int[correct.length];
    Arrays.fill(drawn, samples);
    return Optional.of(new Score(PassAtK.ofBenchmark(drawn, correct, 1, SHUFFLE), correct.length));
  }
}
