/** Teachers: models that a recipe distils from. */
@NullMarked
package io.gradus.experiments.teacher;

import org.jspecify.annotations.NullMarked;
