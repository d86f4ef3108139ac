package io.gradus.core.filter;

import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Arrays;

/**
 * QuestA's success band, arXiv:2507.13266: trains only on groups whose share of right completions lies in a band.
 * Further problems replace the other groups. Problems that are nearly never or nearly always solved are left out.
 *
 * @param low smallest share, included
 * @param high largest share, included
 * @param budget largest number of problems that a step may draw, as a multiple of the step's problems; the first draw
 *     counts
 */
@About("QuestA: only groups whose share of right completions lies in a band (arXiv:2507.13266)")
public record SuccessBand(
    @Default("0.05") @About("smallest share of right completions")
    double low,

    @Default("0.95") @About("largest share of right completions")
    double high,

    @Default("3.0")
    @About("largest number of problems that a step may draw, as a multiple of its problems")
    double budget)
    implements GroupFilter {

  public SuccessBand {
    if (!(low >= 0 && low <= high && high <= 1)) {
      throw new IllegalArgumentException(
          "low: must be between 0 and high, and high at most 1, but they are %s and %s"
              .formatted(low, high));
    }
    if (!(budget >= 1 && budget < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "budget: must be 1 or more (1: replace nothing), but is " + budget);
    }
  }

  @Override
  public boolean keeps(ScoredGroup group) {
    int[] counted = group.counted();
    long right =
        Arrays.stream(counted).filter(i -> group.scores().get(i).succeeded()).count();
    double share = right / (double) Math.max(1, counted.length);
    return counted.length > 0 && share >= low && share <= high;
  }
}
