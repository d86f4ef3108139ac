/** From the text of an answer to a small tree: cleaning, tokens, parser. Internal to the math verifier. */
@NullMarked
package io.gradus.rewards.math.expression;

import org.jspecify.annotations.NullMarked;
