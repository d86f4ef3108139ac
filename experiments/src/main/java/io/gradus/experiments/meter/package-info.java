/** What a run uses while it runs: seconds, processor seconds, energy. */
@NullMarked
package io.gradus.experiments.meter;

import org.jspecify.annotations.NullMarked;
