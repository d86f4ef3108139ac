/** How sure a figure is: intervals, pass@k, consensus and paired comparisons of evaluations. */
@NullMarked
package io.gradus.experiments.statistics;

import org.jspecify.annotations.NullMarked;
