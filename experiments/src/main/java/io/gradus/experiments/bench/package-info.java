/** Benchmarks that print ratios: of a step to a peer's, of an update to a matmul timed beside it. */
@NullMarked
package io.gradus.experiments.bench;

import org.jspecify.annotations.NullMarked;
