/** Rewards for how a completion is written: its tags, its length, its repetitions, its language. */
@NullMarked
package io.gradus.rewards.shape;

import org.jspecify.annotations.NullMarked;
