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

/**
 * Pays a reward only where a condition is met, else a constant: correctness gates the rest, or format gates correctness. The
 * gated reward is not computed where the gate is shut. The condition is met by a right answer or, if it does not judge
 * answers (a format), by its full 1.
 *
 * <p>The verdict is the condition's if it judges, else that of the gated reward.
 *
 * @param condition what must be met
 * @param reward what is paid then
 * @param otherwise the value where it is not met
 */
@About("a reward where a condition is met, else a constant")
public record Gate(
    @About("a right answer, or a full 1 of a reward that does not judge, opens the gate")
    Reward condition,

    @About("what is paid behind the gate") Reward reward,

    @Default("0.0") @About("what is paid where the gate is shut")
    double otherwise)
    implements Composed {

  public Gate {
    if (!Double.isFinite(otherwise)) {
      throw new IllegalArgumentException("otherwise: must be finite, but is " + otherwise);
    }
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
