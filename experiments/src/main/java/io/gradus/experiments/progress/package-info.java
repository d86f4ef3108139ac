/** Progress on standard error: one redrawn line on a terminal, plain lines elsewhere. */
@NullMarked
package io.gradus.experiments.progress;

import org.jspecify.annotations.NullMarked;
