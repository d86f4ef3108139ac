/**
 * The math verifier decides whether the answer in a completion equals the gold answer.
 *
 * <p>{@link io.gradus.rewards.math.MathVerifier} is the entry point; it needs no other part of Gradus. {@link
 * io.gradus.rewards.math.MathAnswer} is the reward {@code math-answer} of recipes. No text is evaluated as code. There
 * is no thread and no timeout, because every loop is bounded.
 */
@NullMarked
package io.gradus.rewards.math;

import org.jspecify.annotations.NullMarked;
