/** Curricula: which problems a step asks, in view of what earlier steps taught. Plain numbers, no tensors. */
@NullMarked
package io.gradus.core.curriculum;

import org.jspecify.annotations.NullMarked;
