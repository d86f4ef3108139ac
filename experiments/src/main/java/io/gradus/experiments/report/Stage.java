package io.gradus.experiments.report;

/**
 * A stage of a run and the global steps it took.
 *
 * @param index its place in the recipe
 * @param name its name
 * @param first its first global step
 * @param last its last global step so far
 * @param rewarded whether it trains on rewards, and not on demonstrations
 */
record Stage(int index, String name, double first, double last, boolean rewarded) {}
