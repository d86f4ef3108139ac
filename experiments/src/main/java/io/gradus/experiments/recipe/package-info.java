/** The recipe: everything that one file says about a run. */
@NullMarked
package io.gradus.experiments.recipe;

import org.jspecify.annotations.NullMarked;
