/** Teachers: models from which a recipe distils. */
@NullMarked
package io.gradus.experiments.teacher;

import org.jspecify.annotations.NullMarked;
