/** Optimizers: AdamW, its moments in 32 or 8 bits, and learning-rate schedules. */
@NullMarked
package io.gradus.core.policy.optimizer;

import org.jspecify.annotations.NullMarked;
