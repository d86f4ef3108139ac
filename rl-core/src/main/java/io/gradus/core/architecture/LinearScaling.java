package io.gradus.core.architecture;

import io.gradus.core.component.About;
import java.util.Arrays;

/** Position interpolation (arXiv:2306.15595): every frequency is divided by one factor. */
@About("position interpolation (arXiv:2306.15595)")
public record LinearScaling(
    @About("factor by which the context grows") double factor) implements RopeScaling {
  public LinearScaling {
    RopeScaling.check(factor, 1);
  }

  @Override
  public double[] scale(double[] frequencies, double theta) {
    return Arrays.stream(frequencies).map(f -> f / factor).toArray();
  }
}
