/** Compares two evaluations question by question. */
@NullMarked
package io.gradus.experiments.compare;

import org.jspecify.annotations.NullMarked;
