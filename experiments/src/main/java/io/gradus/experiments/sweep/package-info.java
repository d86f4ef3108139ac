/** Studies: the same comparison for several seeds, run after run, with a verdict on each claim. */
@NullMarked
package io.gradus.experiments.sweep;

import org.jspecify.annotations.NullMarked;
