package io.gradus.rewards.combine;

import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * 1 if every one of several rewards is met, otherwise 0. A reward is met if its verdict is {@code correct}. A reward
 * that gives no verdicts (such as a format) is met if its value is 1. The first unmet reward decides, and later rewards
 * are not computed.
 *
 * <p>The verdict comes from the first unmet reward, or is {@code wrong} if that reward gives no verdicts. If all
 * rewards are met and one of them gives verdicts, the verdict is {@code correct}.
 *
 * @param rewards rewards to meet, cheap ones first
 */
@About("1 if every one of several rewards is met, else 0")
public record All(
    @About("rewards to meet, cheap ones first") List<Reward> rewards) implements Composed {

  public All {
    rewards = List.copyOf(rewards);
    if (rewards.isEmpty()) {
      throw new IllegalArgumentException("rewards: must hold at least one");
    }
  }

  @Override
  public Reward withParts(UnaryOperator<Reward> change) {
    return new All(rewards.stream().map(change).toList());
  }

  @Override
  public List<Reward> parts() {
    return rewards;
  }

  @Override
  public Score combine(IntFunction<Score> part) {
    Score judge = Score.unjudged(1, "all %d are met".formatted(rewards.size()));
    for (int i = 0; i < rewards.size(); i++) {
      Score score = part.apply(i);
      if (Composed.failed(score)) {
        return score;
      }
      if (!Composed.passes(score)) {
        Verdict verdict = score.verdict() == Verdict.UNJUDGED ? Verdict.WRONG : score.verdict();
        return Score.of(0, verdict, score.extracted(), score.why());
      }
      if (judge.verdict() == Verdict.UNJUDGED && score.correct()) {
        judge = Score.of(1, Verdict.CORRECT, score.extracted(), score.why());
      }
    }
    return judge;
  }
}
