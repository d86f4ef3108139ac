package io.gradus.rewards.combine;

import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * A reward if a condition is met, otherwise a constant. For example, the condition is correctness and the reward judges
 * the length, or the condition is the format and the reward judges correctness. If the condition is not met, the reward
 * is not computed. The condition is met by the verdict {@code correct}; a condition that gives no verdicts (a format)
 * is met by the value 1. <p>The condition gives the verdict if it gives verdicts; otherwise the gated reward does.
 */
@About("a reward if a condition is met, otherwise a constant")
public record Gate(
    @About(
        "condition: holds if its verdict is correct, or if it gives no verdict and its value is 1")
    Reward condition,

    @About("reward if the gate is open") Reward reward,

    @Default("0.0") @About("value if the gate is shut") double otherwise)
    implements Composed {

  public Gate {
    if (!Double.isFinite(otherwise)) {
      throw new IllegalArgumentException("otherwise: must be finite, but is " + otherwise);
    }
  }

  @Override
  public Reward withParts(UnaryOperator<Reward> change) {
    return new Gate(change.apply(condition), change.apply(reward), otherwise);
  }

  @Override
  public List<Reward> parts() {
    return List.of(condition, reward);
  }

  @Override
  public Score combine(IntFunction<Score> part) {
    Score met = part.apply(0);
    if (Composed.failed(met)) {
      return met;
    }
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("condition", met.value());
    if (!Composed.passes(met)) {
      return new Score(
          otherwise, met.verdict(), met.extracted(), "the gate is shut: " + met.why(), terms);
    }
    Score paid = part.apply(1);
    if (Composed.failed(paid)) {
      return paid;
    }
    terms.put("reward", paid.value());
    paid.terms().forEach((name, value) -> terms.put("reward." + name, value));
    Score says = met.verdict() == Verdict.UNJUDGED ? paid : met;
    return new Score(paid.value(), says.verdict(), says.extracted(), says.why(), terms);
  }
}
