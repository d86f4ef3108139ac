/** Benchmarks that print ratios: a step to another trainer's step, and an update to a matmul. */
@NullMarked
package io.gradus.experiments.bench;

import org.jspecify.annotations.NullMarked;
