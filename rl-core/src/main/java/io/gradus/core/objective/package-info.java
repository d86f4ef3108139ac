/** The objective: rewards, filters, advantages, losses, reductions. Plain Java on plain numbers. */
@NullMarked
package io.gradus.core.objective;

import org.jspecify.annotations.NullMarked;
