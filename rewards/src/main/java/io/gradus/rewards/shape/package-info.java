/** Rewards for the form of a completion: its tags, length, repetitions and language. */
@NullMarked
package io.gradus.rewards.shape;

import org.jspecify.annotations.NullMarked;
