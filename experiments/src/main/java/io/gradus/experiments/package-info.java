/** Recipes, commands, runs, evaluation and reports. */
@NullMarked
package io.gradus.experiments;

import org.jspecify.annotations.NullMarked;
