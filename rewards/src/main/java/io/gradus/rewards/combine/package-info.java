/** Rewards made of rewards: weighted sum, gate, all, first applicable, clip. */
@NullMarked
package io.gradus.rewards.combine;

import org.jspecify.annotations.NullMarked;
