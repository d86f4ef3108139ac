/** Policies: what counts as an answer and what counts as equal, in training and in evaluation. */
@NullMarked
package io.gradus.rewards.math.policy;

import org.jspecify.annotations.NullMarked;
