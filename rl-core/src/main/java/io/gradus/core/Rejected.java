package io.gradus.core;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The worse completion of a preference pair. The better one is the problem's demonstration.
 *
 * @param demonstration the worse completion
 * @param margin by how much the chosen completion is better, in the judge's units; empty if unknown
 */
public record Rejected(Demonstration demonstration, OptionalDouble margin) {

  public Rejected {
    Objects.requireNonNull(demonstration, "demonstration");
    if (margin.isPresent() && !Double.isFinite(margin.getAsDouble())) {
      throw new IllegalArgumentException("margin: must be finite, but is " + margin.getAsDouble());
    }
  }

  /** Returns a rejected completion without a margin. */
  public static Rejected of(Demonstration demonstration) {
    return new Rejected(demonstration, OptionalDouble.empty());
  }
}
