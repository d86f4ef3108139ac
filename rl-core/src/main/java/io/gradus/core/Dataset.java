package io.gradus.core;

import java.util.List;
import java.util.OptionalLong;

/**
 * Problems as a pure function of (seed, step, index): there is no hidden position, so a resumed run sees the same
 * problems.
 */
public interface Dataset {

  /**
   * Returns the problem at a place of the endless training stream.
   *
   * @param seed of the run
   * @param step of the stage, from 1
   * @param index within the step, from 0
   * @param stride usual number of problems in a step; an index of {@code stride} or more is a refill
   */
  Problem problem(long seed, long step, int index, int stride);

  /**
   * Returns the first problems, all different, for evaluation. Their order does not depend on a seed.
   *
   * @throws UserError if the data set has fewer
   */
  List<Problem> first(int count);

  /**
   * Returns all problems if they are stored, as in a file, so that faulty problems can be reported before a run begins.
   * A generator returns an empty list.
   */
  default List<Problem> listed() {
    return List.of();
  }

  /**
   * Whether {@link #listed} has every problem. For example, a mixture of a file and a generator lists only the problems
   * of the file.
   */
  default boolean listsAll() {
    return !listed().isEmpty();
  }

  /** Returns the number of different problems, if it is known. */
  OptionalLong size();
}
