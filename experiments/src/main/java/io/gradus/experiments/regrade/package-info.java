/** Grades stored completions again: logs of Gradus, lm-evaluation-harness and inspect-ai. */
@NullMarked
package io.gradus.experiments.regrade;

import org.jspecify.annotations.NullMarked;
