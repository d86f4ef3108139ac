package io.gradus.core;

import java.util.List;
import java.util.OptionalLong;

/** Problems as a pure function of (seed, step, index): no hidden position, so a resumed run sees what the first one saw. */
public interface Dataset {

  /**
   * The problem at a place of the endless training stream.
   *
   * @param seed of the run
   * @param step of the stage, from 1
   * @param index within the step, from 0
   * @param stride how many problems a step takes as a rule; an index from there on is a further draw, by a refill
   */
  Problem problem(long seed, long step, int index, int stride);

  /**
   * The first problems in a fixed order that does not depend on a seed, all different: for evaluation.
   *
   * @throws UserError if the data set has fewer
   */
  List<Problem> first(int count);

  /** All problems that are written out somewhere, as in a file: what is wrong with one of them can be told before a run begins. None: a generator. */
  default List<Problem> listed() {
    return List.of();
  }

  /** How many different problems there are, where that is known. */
  OptionalLong size();
}
