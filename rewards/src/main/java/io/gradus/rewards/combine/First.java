package io.gradus.rewards.combine;

import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * The score of the first of several rewards that finds an answer it can read. If no reward finds one, it is the score
 * of the first reward. Use this for answers in several forms; rewards after the one that applies are not computed.
 *
 * @param rewards in order of preference
 */
@About("the first of several rewards that finds an answer it can read")
public record First(@About("rewards in order of preference") List<Reward> rewards)
    implements Composed {
  private static final Set<Verdict> DOES_NOT_APPLY =
      EnumSet.of(Verdict.NO_ANSWER, Verdict.UNPARSEABLE, Verdict.TRUNCATED, Verdict.NO_CODE);

  public First {
    rewards = List.copyOf(rewards);
    if (rewards.isEmpty()) {
      throw new IllegalArgumentException("rewards: must hold at least one");
    }
  }

  @Override
  public Reward withParts(UnaryOperator<Reward> change) {
    return new First(rewards.stream().map(change).toList());
  }

  @Override
  public List<Reward> parts() {
    return rewards;
  }

  @Override
  public Score combine(IntFunction<Score> part) {
    Score first = part.apply(0);
    Score score = first;
    for (int i = 1; i < rewards.size() && DOES_NOT_APPLY.contains(score.verdict()); i++) {
      score = part.apply(i);
    }
    return DOES_NOT_APPLY.contains(score.verdict()) ? first : score;
  }
}
