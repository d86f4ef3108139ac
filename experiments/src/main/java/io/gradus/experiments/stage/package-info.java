/** Stages: what a recipe does with its policy, in order. */
@NullMarked
package io.gradus.experiments.stage;

import org.jspecify.annotations.NullMarked;
