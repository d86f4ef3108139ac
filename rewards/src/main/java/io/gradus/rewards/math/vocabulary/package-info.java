/** Closed lists of the words, units and commands that answers are made of. */
@NullMarked
package io.gradus.rewards.math.vocabulary;

import org.jspecify.annotations.NullMarked;
