/** The prompts of a run beside its exported model. */
@NullMarked
package io.gradus.experiments.prompts;

import org.jspecify.annotations.NullMarked;
