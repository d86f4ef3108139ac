/** Verifiers and other rewards: plain Java, no tensors. {@link io.gradus.rewards.RewardComponents} lists them all. */
@NullMarked
package io.gradus.rewards;

import org.jspecify.annotations.NullMarked;
