/** What a run shows on standard error while it works: a line that moves on a terminal, plain lines elsewhere. */
@NullMarked
package io.gradus.experiments.progress;

import org.jspecify.annotations.NullMarked;
