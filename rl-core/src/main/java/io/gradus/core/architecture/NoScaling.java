package io.gradus.core.architecture;

import io.gradus.core.component.About;

/** Unchanged rotary frequencies. */
@About("unchanged rotary frequencies")
public record NoScaling() implements RopeScaling {
  @Override
  public double[] scale(double[] frequencies, double theta) {
    return frequencies;
  }
}
