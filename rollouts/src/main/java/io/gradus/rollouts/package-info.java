/** Sampling from the policy. */
@NullMarked
package io.gradus.rollouts;

import org.jspecify.annotations.NullMarked;
