/** Whether two trees say the same: exactly where that can be decided, numerically and by sampling else. Internal. */
@NullMarked
package io.gradus.rewards.math.equality;

import org.jspecify.annotations.NullMarked;
