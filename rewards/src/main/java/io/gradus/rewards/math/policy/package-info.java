/** What counts as an answer, and what as the same answer: the choices that training and evaluation make differently. */
@NullMarked
package io.gradus.rewards.math.policy;

import org.jspecify.annotations.NullMarked;
