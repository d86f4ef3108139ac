/** Reward models: learns scores of texts from pairs of which one was preferred, and measures them on held-out pairs. */
@NullMarked
package io.gradus.core.rewardmodel;

import org.jspecify.annotations.NullMarked;
