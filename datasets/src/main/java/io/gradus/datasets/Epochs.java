package io.gradus.datasets;

import io.gradus.core.Problem;
import io.gradus.core.UserError;
import java.util.List;

/** A finite list as an endless stream: every epoch has each problem once, in an order of its own. */
public final class Epochs {

  private Epochs() {}

  /** Returns the problem at a place. Draws beyond the stride (refills) use separate epochs. */
  public static Problem problem(
      List<Problem> problems, long seed, long step, int index, int stride) {
    long place = (step - 1) * stride + index % stride;
    long epoch = Math.floorDiv(place, (long) problems.size());
    long refill = index / stride;
    long round = epoch * 1_000_003 + refill;
    return problems.get((int)
        Permutation.at(Math.floorMod(place, (long) problems.size()), problems.size(), seed, round));
  }

  public static List<Problem> first(List<Problem> problems, int count, String name) {
    if (count > problems.size()) {
      throw new UserError(
          "%s: asks for %,d problems, but there are only %,d. Ask for fewer problems"
              .formatted(name, count, problems.size()));
    }
    return problems.subList(0, count);
  }
}
