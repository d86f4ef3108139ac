package io.gradus.rewards.combine;

import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import java.util.List;
import java.util.function.IntFunction;

/**
 * 1 if every one of several rewards is met, otherwise 0. The first unmet reward decides, and later ones are not
 * computed. A right answer meets a reward; a reward that does not judge answers (a format) is met by its full 1.
 *
 * <p>The verdict comes from the first unmet reward, or is {@code wrong} if that reward does not judge. If all are met,
 * it is {@code correct} if one of them judges.
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
