package io.gradus.core.objective;

import io.gradus.core.Origin;
import java.util.Set;

/**
 * One summand of the loss of an optimizer step.
 *
 * @param key its place in a recipe, for messages
 * @param of whose completions it learns from; the reduction counts only these
 * @param loss of a completion
 * @param reduction of token losses to one number
 * @param coefficient factor of the summand
 */
record Summand(
    String key, Set<Origin> of, LossTerm loss, Reduction reduction, Coefficient coefficient) {}
