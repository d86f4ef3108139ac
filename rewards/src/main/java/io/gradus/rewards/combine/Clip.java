package io.gradus.rewards.combine;

import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.component.About;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** A reward whose value is kept within bounds; its verdict and terms do not change. */
@About("a reward kept within [min, max]")
public record Clip(
    @About("reward to bound") Reward reward,
    @About("smallest value") double min,
    @About("largest value") double max)
    implements Composed {

  public Clip {
    if (!(Double.isFinite(min) && Double.isFinite(max) && min < max)) {
      throw new IllegalArgumentException(
          "min: min and max must be finite, and min below max, but they are %s and %s"
              .formatted(min, max));
    }
  }

  @Override
  public Reward withParts(UnaryOperator<Reward> change) {
    return new Clip(change.apply(reward), min, max);
  }

  @Override
  public List<Reward> parts() {
    return List.of(reward);
  }

  @Override
  public Score combine(IntFunction<Score> part) {
    Score score = part.apply(0);
    return Composed.failed(score)
        ? score
        : new Score(
            Math.max(min, Math.min(max, score.value())),
            score.verdict(),
            score.extracted(),
            score.why(),
            score.terms());
  }
}
