/** Benchmarks as data: forms of questions, their prompts, and how answers are scored. */
@NullMarked
package io.gradus.experiments.benchmark;

import org.jspecify.annotations.NullMarked;
