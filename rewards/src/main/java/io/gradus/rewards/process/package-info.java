/** Process rewards, which score each step of a completion. */
@NullMarked
package io.gradus.rewards.process;

import org.jspecify.annotations.NullMarked;
