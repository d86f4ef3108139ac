/** The recipe: everything a run is made of. */
@NullMarked
package io.gradus.experiments;

import org.jspecify.annotations.NullMarked;
