package io.gradus.core;

/**
 * A reward that can also judge a final answer without its completion. It is used for answers that another program
 * extracted; training does not use it.
 *
 * <p>The requirements of {@link Reward#score} apply here too.
 */
public interface FinalAnswerReward extends Reward {
  Score scoreAnswer(Problem problem, String answer);
}
