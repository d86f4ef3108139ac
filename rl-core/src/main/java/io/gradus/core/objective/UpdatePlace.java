package io.gradus.core.objective;

/**
 * Where in a run an optimizer step is. Random choices of a loss depend on nothing else.
 *
 * @param seed of the stage
 * @param step of the stage, from 1
 * @param update of the step, from 1
 */
public record UpdatePlace(long seed, long step, int update) {}
