/** Corrections for a sampler that differs from the trainer. */
@NullMarked
package io.gradus.core.objective.correction;

import org.jspecify.annotations.NullMarked;
