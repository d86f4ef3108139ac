/** Shapes of a decoder: attention, feed-forward, rotary scalings, initialisation. Plain Java without tensors. */
@NullMarked
package io.gradus.core.architecture;

import org.jspecify.annotations.NullMarked;
