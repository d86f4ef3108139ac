/** Policy losses: one small record for each paper. */
@NullMarked
package io.gradus.core.objective.loss;

import org.jspecify.annotations.NullMarked;
