/**
 * Reward models: training on pairs in which one text was preferred, or on steps with labels, and measurements on
 * held-out pairs and steps.
 */
@NullMarked
package io.gradus.core.rewardmodel;

import org.jspecify.annotations.NullMarked;
