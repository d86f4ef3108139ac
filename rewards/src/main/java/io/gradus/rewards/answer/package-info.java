/** Rewards that read the final answer of a completion and judge whether it is right. */
@NullMarked
package io.gradus.rewards.answer;

import org.jspecify.annotations.NullMarked;
