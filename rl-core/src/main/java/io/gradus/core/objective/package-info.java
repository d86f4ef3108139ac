/**
 * The objective: the sum of losses over a step, with reductions, coefficients and corrections. It is plain Java on
 * plain numbers.
 */
@NullMarked
package io.gradus.core.objective;

import org.jspecify.annotations.NullMarked;
