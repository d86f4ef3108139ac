/** The recipe: all settings of a run, from one file. */
@NullMarked
package io.gradus.experiments.recipe;

import org.jspecify.annotations.NullMarked;
