/** Rejection sampling: which completions are kept, and why the others are not. */
@NullMarked
package io.gradus.experiments.samples;

import org.jspecify.annotations.NullMarked;
