/**
 * Reward models: learns scores of texts from pairs of which one was preferred, or scores of steps from their labels, and
 * measures both on held-out texts.
 */
@NullMarked
package io.gradus.core.rewardmodel;

import org.jspecify.annotations.NullMarked;
