package io.gradus.core.curriculum;

import io.gradus.core.CounterRandom;
import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * MoPPS, arXiv:2507.04632: keeps a Beta distribution of each problem's pass rate. For each candidate, it draws a rate
 * from this distribution. It asks the problems whose draw is nearest to the target.
 *
 * @param memory lambda of the paper: 1 for a policy that hardly moves, below 1 to forget
 */
@About("MoPPS: problems whose pass rate so far is likely to be near a target (arXiv:2507.04632)")
public record BayesianRate(
    @Default("0.5") @About("pass rate that teaches most") double target,

    @Default("0.9") @About("weight of earlier outcomes when a new one arrives")
    double memory)
    implements Curriculum {
  private static final long DRAW = 41;

  public BayesianRate {
    if (!(target >= 0 && target <= 1)) {
      throw new IllegalArgumentException("target: must be in [0, 1], but is " + target);
    }
    PassRates.requireMemory(memory);
  }

  @Override
  public List<String> faults(Dataset dataset) {
    return Revisited.faults("target", dataset);
  }

  @Override
  public ProblemChoice over(Dataset dataset, long seed, int stride) {
    return new RatedChoice(dataset, seed, stride, memory) {
      @Override
      List<Problem> rank(long step, List<Problem> candidates) {
        return descending(candidates, problem -> {
          double drawn = BetaDistribution.of(
                  1 + rates.right(problem.id()), 1 + rates.wrong(problem.id()))
              .inverseCumulativeProbability(
                  CounterRandom.uniform(seed, DRAW, step, problem.id().hashCode()));
          return -Math.pow(drawn - target, 2);
        });
      }

      @Override
      public Map<String, Double> figures() {
        return Map.of("curriculum/problems_seen", (double) rates.seen());
      }
    };
  }
}
