package io.gradus.core.filter;

import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * DAPO's dynamic sampling: only groups whose rewards differ are trained on, and further problems replace the others,
 * arXiv:2503.14476, section 3.2. DAPO compares correctness and shapes the reward afterwards; here the rewards
 * themselves are compared, so a length penalty inside the reward is a signal too.
 *
 * @param budget largest number of problems that a step may draw, as a multiple of the step's problems; the first draw
 *     counts. DAPO's code aborts the run after ten draws. Here training continues with the groups that were kept
 */
@About(
    "DAPO: only groups whose rewards differ; further problems replace the others (arXiv:2503.14476)")
public record AnySignal(
    @Default("3.0")
    @About(
        "largest number of problems that a step may draw, as a multiple of its problems; then training continues "
            + "with the groups that were kept")
    double budget)
    implements GroupFilter {

  public AnySignal {
    if (!(budget >= 1 && budget < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "budget: must be 1 or more (1: replace nothing), but is " + budget);
    }
  }

  @Override
  public boolean keeps(ScoredGroup group) {
    return group.hasSignal();
  }
}
