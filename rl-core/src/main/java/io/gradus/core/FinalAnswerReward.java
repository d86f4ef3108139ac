package io.gradus.core;

/**
 * A reward that can also judge a final answer that stands alone, without a completion around it that it would have to
 * be found in. For answers that were extracted elsewhere; training never asks for it.
 *
 * <p>What holds for {@link Reward#score} holds here.
 */
public interface FinalAnswerReward extends Reward {
  Score scoreAnswer(Problem problem, String answer);
}
