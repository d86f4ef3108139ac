package io.gradus.core.objective;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * The same factor at every step.
 *
 * @param value 0 or more
 */
@About("the same factor at every step")
public record FixedCoefficient(
    @Default("1.0") @About("the factor, 0 or more") double value) implements Coefficient {

  public FixedCoefficient {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("value: must be 0 or more, but is " + value);
    }
  }

  @Override
  public double at(long step) {
    return value;
  }
}
