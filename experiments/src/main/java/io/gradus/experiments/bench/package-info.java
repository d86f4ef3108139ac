/** Benchmarks of speed: a step compared with another trainer's step, and an update compared with a matmul. */
@NullMarked
package io.gradus.experiments.bench;

import org.jspecify.annotations.NullMarked;
