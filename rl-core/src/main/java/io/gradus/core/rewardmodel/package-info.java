/** Reward models: training on pairs in which one text was preferred, and measurements on held-out pairs. */
@NullMarked
package io.gradus.core.rewardmodel;

import org.jspecify.annotations.NullMarked;
