/** Compares two trees: exactly if possible, otherwise numerically and by sampling. Internal. */
@NullMarked
package io.gradus.rewards.math.equality;

import org.jspecify.annotations.NullMarked;
