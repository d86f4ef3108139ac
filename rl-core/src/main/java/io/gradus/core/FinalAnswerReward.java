package io.gradus.core;

/**
 * A reward that can also judge a final answer alone, without a completion from which the answer must be extracted. It
 * is for answers that were extracted elsewhere; training does not use it.
 *
 * <p>The requirements of {@link Reward#score} apply here too.
 */
public interface FinalAnswerReward extends Reward {
  Score scoreAnswer(Problem problem, String answer);
}
