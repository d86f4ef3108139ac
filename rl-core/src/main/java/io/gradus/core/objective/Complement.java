package io.gradus.core.objective;

import io.gradus.core.component.About;

/**
 * 1 minus another factor: CHORD's {@code 1 - mu}, arXiv:2508.11408.
 *
 * @param of the other factor, at most 1 at every step
 */
@About("1 minus another factor: CHORD's share of the policy loss (arXiv:2508.11408)")
public record Complement(
    @About("the factor to subtract from 1") Coefficient of) implements Coefficient {

  /** Steps whose factors are checked when the recipe is read. */
  private static final int CHECKED = 10_000;

  public Complement {
    for (int step = 1; step <= CHECKED; step++) {
      if (of.at(step) > 1) {
        throw new IllegalArgumentException(
            "of: must be at most 1 at every step, but is %s at step %d. Lower the factor"
                .formatted(of.at(step), step));
      }
    }
  }

  @Override
  public double at(long step) {
    return Math.max(0, 1 - of.at(step));
  }

  @Override
  public double[] start() {
    return of.start();
  }

  @Override
  public double at(long step, double[] state) {
    return Math.max(0, 1 - of.at(step, state));
  }

  @Override
  public double[] next(double[] state, Measured measured) {
    return of.next(state, measured);
  }

  @Override
  public boolean followsKl() {
    return of.followsKl();
  }
}
