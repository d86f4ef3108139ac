package io.gradus.core.architecture;

import io.gradus.core.component.About;
import java.util.Arrays;

/**
 * Position interpolation (arXiv:2306.15595): every frequency divided by one factor.
 *
 * @param factor how much longer the context becomes
 */
@About("position interpolation (arXiv:2306.15595)")
public record LinearScaling(
    @About("how much longer the context becomes") double factor) implements RopeScaling {
  public LinearScaling {
    RopeScaling.check(factor, 1);
  }

  @Override
  public double[] scale(double[] frequencies, double theta) {
    return Arrays.stream(frequencies).map(f -> f / factor).toArray();
  }
}
