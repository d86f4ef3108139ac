package io.gradus.core.policy.optimizer;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/** Straight down from the peak. */
@About("straight down from the peak")
public record Linear(
    @Default("0.0") @About("share of the peak at the end") double floor) implements Schedule {
  public Linear {
    Cosine.checkFloor(floor);
  }

  @Override
  public double factor(double progress) {
    return floor + (1 - floor) * (1 - Math.min(1, progress));
  }
}
