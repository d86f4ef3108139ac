package io.gradus.experiments.stage;

import java.util.List;

/** One thing a recipe does with its policy. */
public interface Stage {
  /** What it is, in file names and on the screen. */
  String name();

  /** How many steps it makes. */
  int steps();

  /** Whether it samples: then its course is evaluated. */
  boolean samples();

  /** The most tokens of a sequence are bounded by the policy's context: what the recipe itself says that cannot work. */
  List<String> faults(int context);

  /**
   * Trains from a step to the last.
   *
   * @param firstStep from 1; more when the run was resumed
   */
  void train(StageContext context, long firstStep);
}
