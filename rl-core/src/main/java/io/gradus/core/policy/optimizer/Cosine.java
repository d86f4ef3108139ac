package io.gradus.core.policy.optimizer;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/** Half a cosine from the peak to the floor, then constant (SGDR without restarts, arXiv:1608.03983). */
@About("half a cosine down from the peak (arXiv:1608.03983)")
public record Cosine(
    @Default("0.1") @About("final learning rate as a share of the peak")
    double floor) implements Schedule {
  public Cosine {
    checkFloor(floor);
  }

  static void checkFloor(double floor) {
    if (!(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException(
          "floor: must be in [0, 1], a share of the peak, but is " + floor);
    }
  }

  @Override
  public double factor(double progress) {
    return floor + (1 - floor) * (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
  }
}
