package io.gradus.core;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A request for completions. The completions are a pure function of the run's seed, these fields, and the weights.
 *
 * @param step of the stage, from 1
 * @param place number of the draw within the step, from 0; two draws of one step never have the same place
 * @param problem the question to answer
 * @param count number of completions
 * @param sampling temperature, budget and other settings
 * @param prefix tokens that each completion begins with, for example the start of an expert's solution. They are not
 *     learned
 */
public record Draw(
    long step,
    int place,
    Problem problem,
    int count,
    Sampling sampling,
    int[] prefix,
    boolean learned) {

  public Draw {
    if (count < 1) {
      throw new IllegalArgumentException("count: must be positive, but is " + count);
    }
  }

  /** Returns a draw of whole completions. */
  public Draw(long step, int place, Problem problem, int count, Sampling sampling) {
    this(step, place, problem, count, sampling, new int[0], false);
  }

  /** Returns a draw of the likeliest answer to the same problem. */
  Draw greedy() {
    return new Draw(step, place, problem, 1, sampling.greedy(), prefix, false);
  }

  /** Returns the draws of several problems, at consecutive places. */
  public static List<Draw> of(
      long step, int firstPlace, List<Problem> problems, int count, Sampling sampling) {
    return IntStream.range(0, problems.size())
        .mapToObj(i -> new Draw(step, firstPlace + i, problems.get(i), count, sampling))
        .toList();
  }
}
