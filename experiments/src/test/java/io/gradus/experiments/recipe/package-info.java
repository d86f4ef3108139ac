@NullMarked
package io.gradus.experiments.recipe;

import org.jspecify.annotations.NullMarked;
