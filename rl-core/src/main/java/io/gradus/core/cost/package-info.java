/** Counts of the floating-point operations of sampling, scoring and training. */
@NullMarked
package io.gradus.core.cost;

import org.jspecify.annotations.NullMarked;
