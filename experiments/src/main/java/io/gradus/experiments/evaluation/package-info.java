/** Evaluation: benchmarks on held-out problems, with intervals. */
@NullMarked
package io.gradus.experiments.evaluation;

import org.jspecify.annotations.NullMarked;
