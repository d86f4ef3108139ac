package io.gradus.core.objective;

import io.gradus.core.Origin;
import java.util.Set;

/**
 * One summand of the loss of an optimizer step.
 *
 * @param key place of the summand in a recipe, for messages
 * @param of origins of the completions that the summand learns from; the reduction counts only these completions
 * @param loss loss of a completion
 * @param reduction of token losses to one number
 * @param coefficient factor of the summand
 */
record Summand(
    String key, Set<Origin> of, LossTerm loss, Reduction reduction, Coefficient coefficient) {}
