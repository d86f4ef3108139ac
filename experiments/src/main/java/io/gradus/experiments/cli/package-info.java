/** The command line. */
@NullMarked
package io.gradus.experiments.cli;

import org.jspecify.annotations.NullMarked;
