/** Statistics of evaluations: intervals, pass@k, consensus and paired comparisons. */
@NullMarked
package io.gradus.experiments.statistics;

import org.jspecify.annotations.NullMarked;
