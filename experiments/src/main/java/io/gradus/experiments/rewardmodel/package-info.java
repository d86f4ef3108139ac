/** Reward models as rewards: what a recipe says of them, and their scores of completions. */
@NullMarked
package io.gradus.experiments.rewardmodel;

import org.jspecify.annotations.NullMarked;
