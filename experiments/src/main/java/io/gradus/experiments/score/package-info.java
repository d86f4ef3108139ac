/** {@code gradus score}: rows of JSON lines to a verifier and back, in order, many at a time. */
@NullMarked
package io.gradus.experiments.score;

import org.jspecify.annotations.NullMarked;
