/** Places in endless streams: epochs of a list, seeded permutations, rejection sampling. */
@NullMarked
package io.gradus.datasets.draw;

import org.jspecify.annotations.NullMarked;
