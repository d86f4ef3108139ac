package io.gradus.core.curriculum;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A choice that orders the candidates of a step once, before the step begins. */
abstract class RankedChoice implements ProblemChoice {
  private final Candidates candidates;
  private long rankedStep = -1;
  private List<Problem> ranked = List.of();

  RankedChoice(Dataset dataset, long seed, int stride) {
    candidates = new Candidates(dataset, seed, stride);
  }

  /**
   * Returns the problems of a step in the order in which they should be asked, at least one.
   *
   * @param candidates in random order, at least one
   */
  abstract List<Problem> rank(long step, List<Problem> candidates);

  @Override
  public final Problem problem(long step, int index) {
    if (step != rankedStep) {
      ranked = rank(step, candidates.at(step));
      rankedStep = step;
    }
    return ranked.get(index % ranked.size());
  }

  /** Sorts problems by a score, highest first; equal scores keep their order. */
  static List<Problem> descending(List<Problem> problems, ToDoubleFunction<Problem> score) {
    double[] scores = problems.stream().mapToDouble(score).toArray();
    return IntStream.range(0, problems.size())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
        .map(problems::get)
        .toList();
  }
}
