/** Tests of the math verifier. */
@NullMarked
package io.gradus.rewards.math;

import org.jspecify.annotations.NullMarked;
