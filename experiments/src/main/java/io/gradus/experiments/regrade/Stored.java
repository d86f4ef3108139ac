package io.gradus.experiments.regrade;

import io.gradus.core.Problem;
import java.util.OptionalDouble;

/**
 * A stored completion.
 *
 * @param problem what it answers
 * @param text the completion
 * @param truncated whether the token budget ran out
 * @param recorded score that the log has
 */
record Stored(Problem problem, String text, boolean truncated, OptionalDouble recorded) {}
