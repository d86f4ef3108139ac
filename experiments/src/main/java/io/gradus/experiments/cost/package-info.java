/** What a recipe will cost, and what a run did cost: tokens, floating-point operations, seconds, energy, money. */
@NullMarked
package io.gradus.experiments.cost;

import org.jspecify.annotations.NullMarked;
