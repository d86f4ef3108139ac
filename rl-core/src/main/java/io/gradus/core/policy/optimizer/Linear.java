package io.gradus.core.policy.optimizer;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/** A linear decrease from the peak. */
@About("linear decrease from the peak")
public record Linear(
    @Default("0.0") @About("final learning rate as a share of the peak")
    double floor) implements Schedule {
  public Linear {
    Cosine.checkFloor(floor);
  }

  @Override
  public double factor(double progress) {
    return floor + (1 - floor) * (1 - Math.min(1, progress));
  }
}
