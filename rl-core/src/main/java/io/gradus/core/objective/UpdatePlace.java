package io.gradus.core.objective;

/**
 * Place of an optimizer step in a run. Random choices of a loss depend on this place only.
 *
 * @param seed of the stage
 * @param step of the stage, from 1
 * @param update of the step, from 1
 */
public record UpdatePlace(long seed, long step, int update) {}
