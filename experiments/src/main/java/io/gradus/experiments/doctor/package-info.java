/** {@code gradus doctor}: checks of a recipe, its data and this machine before training. */
@NullMarked
package io.gradus.experiments.doctor;

import org.jspecify.annotations.NullMarked;
