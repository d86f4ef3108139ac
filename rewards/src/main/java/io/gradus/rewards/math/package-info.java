/**
 * The math verifier: whether the answer in a completion is the gold answer.
 *
 * <p>{@link io.gradus.rewards.math.MathVerifier} is the entry point, usable without anything else of Gradus; {@link
 * io.gradus.rewards.math.MathAnswer} is the reward {@code math-answer} of recipes. Every input ends because every loop is
 * bounded: there is no evaluation of text, no thread and no timeout.
 */
@NullMarked
package io.gradus.rewards.math;

import org.jspecify.annotations.NullMarked;
