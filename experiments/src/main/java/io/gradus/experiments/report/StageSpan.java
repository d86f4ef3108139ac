package io.gradus.experiments.report;

/**
 * A stage of a run and its global steps.
 *
 * @param index position in the recipe
 * @param name name of the stage
 * @param first first global step
 * @param last last global step so far
 * @param rewarded whether the stage trains on rewards and not on demonstrations
 */
record StageSpan(int index, String name, double first, double last, boolean rewarded) {}
