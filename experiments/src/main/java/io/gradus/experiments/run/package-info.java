/** Runs: the run directory, its files, and how a run begins and continues. */
@NullMarked
package io.gradus.experiments.run;

import org.jspecify.annotations.NullMarked;
