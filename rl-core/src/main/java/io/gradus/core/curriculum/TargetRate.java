package io.gradus.core.curriculum;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.List;
import java.util.Map;

/**
 * A curriculum from easy to hard by the pass rate so far. A problem with the rate p is drawn with the weight {@code
 * exp(-(p - target)^2 / (2 width^2))}. The target falls during the stage.
 *
 * @param from target of the first step
 * @param to target from step {@code steps} on
 */
@About("draws problems whose pass rate is near a target; the target falls, so problems get harder")
public record TargetRate(
    @Default("0.8") @About("target at the first step") double from,

    @Default("0.3") @About("target at the end") double to,

    @About("steps until the target has reached its end") int steps,

    @Default("0.15") @About("standard deviation of the pass rates that are drawn")
    double width,

    @Default("0.9") @About("weight of earlier outcomes when a new one arrives")
    double memory)
    implements Curriculum {
  private static final long DRAW = 42;

  public TargetRate {
    if (!(from >= 0 && from <= 1) || !(to >= 0 && to <= 1)) {
      throw new IllegalArgumentException("%s: must be in [0, 1], but from is %s and to is %s"
          .formatted(from >= 0 && from <= 1 ? "to" : "from", from, to));
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps: must be positive, but is " + steps);
    }
    if (!(width > 0)) {
      throw new IllegalArgumentException("width: must be positive, but is " + width);
    }
    PassRates.requireMemory(memory);
  }

  /** The target of a step. */
  double target(long step) {
    return steps == 1 ? to : from + (to - from) * Math.min(1, (step - 1.0) / (steps - 1));
  }

  @Override
  public List<String> faults(Dataset dataset) {
    return Revisited.faults("from", dataset);
  }

  @Override
  public ProblemChoice over(Dataset dataset, long seed, int stride) {
    return new RatedChoice(dataset, seed, stride, memory) {
      private long at = 1;

      /** The largest of log weight plus a Gumbel number is a draw by weight; the next largest is the next draw. */
      @Override
      List<Problem> rank(long step, List<Problem> candidates) {
        return descending(candidates, problem -> {
          double right = 1 + rates.right(problem.id());
          double rate = right / (right + 1 + rates.wrong(problem.id()));
          double u = CounterRandom.uniform(seed, DRAW, step, problem.id().hashCode());
          double gumbel = -Math.log(-Math.log(Math.max(u, Double.MIN_NORMAL)));
          return -Math.pow((rate - target(step)) / width, 2) / 2 + gumbel;
        });
      }

      @Override
      public void learn(long step, List<Outcome> outcomes) {
        super.learn(step, outcomes);
        at = step;
      }

      @Override
      public Map<String, Double> figures() {
        return Map.of("curriculum/target", target(at));
      }
    };
  }
}
