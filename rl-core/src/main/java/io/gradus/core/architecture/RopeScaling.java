package io.gradus.core.architecture;

/** How rotary frequencies are changed so that a policy reads more than it was first trained on. */
public interface RopeScaling {

  /**
   * The frequencies to use.
   *
   * @param frequencies radians a position, {@code (D / 2)}, the fastest first
   * @param theta their base
   */
  double[] scale(double[] frequencies, double theta);

  /** Multiplies cosines and sines, so that scores get its square; 1 where the method has none. */
  default double amplitude() {
    return 1;
  }

  /** Refuses a factor below 1 or an original context of nothing. */
  static void check(double factor, int originalContext) {
    if (!(factor >= 1)) {
      throw new IllegalArgumentException("factor: must be at least 1, but is " + factor);
    }
    if (originalContext < 1) {
      throw new IllegalArgumentException(
          "original-context: must be positive, but is " + originalContext);
    }
  }
}
