/** {@code gradus score}: scores rows of JSON lines in parallel and writes them in order. */
@NullMarked
package io.gradus.experiments.score;

import org.jspecify.annotations.NullMarked;
