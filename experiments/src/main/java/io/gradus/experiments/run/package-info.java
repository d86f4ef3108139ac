/** Runs: the run directory, what is written into it, and how a run begins and goes on. */
@NullMarked
package io.gradus.experiments.run;

import org.jspecify.annotations.NullMarked;
