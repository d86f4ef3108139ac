/** Checkpoints of a run, and the lock that keeps a second process out. */
@NullMarked
package io.gradus.core.checkpoint;

import org.jspecify.annotations.NullMarked;
