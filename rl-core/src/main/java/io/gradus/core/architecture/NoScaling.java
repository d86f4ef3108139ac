package io.gradus.core.architecture;

import io.gradus.core.component.About;

/** Frequencies as they are. */
@About("rotary frequencies as they are")
public record NoScaling() implements RopeScaling {
  @Override
  public double[] scale(double[] frequencies, double theta) {
    return frequencies;
  }
}
