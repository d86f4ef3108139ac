/** Runs benchmarks on a model: encodes, batches, records each answer, and sums up. */
@NullMarked
package io.gradus.experiments.harness;

import org.jspecify.annotations.NullMarked;
