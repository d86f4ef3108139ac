/**
 * Problems as pure functions of (seed, step, index): generators with disjoint train and test problems, readers of a
 * user's files, and mixtures. Nothing here depends on tensors, rewards or rollouts.
 */
@NullMarked
package io.gradus.datasets;

import org.jspecify.annotations.NullMarked;
