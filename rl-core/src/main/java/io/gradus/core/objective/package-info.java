/** The objective: sums losses over a step, with reductions, coefficients and corrections. Plain Java on plain numbers. */
@NullMarked
package io.gradus.core.objective;

import org.jspecify.annotations.NullMarked;
