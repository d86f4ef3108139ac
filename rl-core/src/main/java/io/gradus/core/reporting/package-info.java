/** Readable summaries of a step: rewards, losses, and short quotations of completions. */
@NullMarked
package io.gradus.core.reporting;

import org.jspecify.annotations.NullMarked;
