/**
 * Problems as pure functions of (seed, step, index): generators whose train and test problems are disjoint by construction,
 * readers of a user's files, mixtures. Nothing here knows a tensor, a reward or a rollout.
 */
@NullMarked
package io.gradus.datasets;

import org.jspecify.annotations.NullMarked;
