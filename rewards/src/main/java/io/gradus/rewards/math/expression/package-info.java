/** Turns the text of an answer into a small tree: cleaning, tokens, prose, parser. Internal to the math verifier. */
@NullMarked
package io.gradus.rewards.math.expression;

import org.jspecify.annotations.NullMarked;
