package io.gradus.core.architecture;

/** Change of rotary frequencies so that a policy can read longer sequences than in pretraining. */
public interface RopeScaling {

  /**
   * Returns the scaled frequencies.
   *
   * @param frequencies radians per position, {@code (D / 2)}, the fastest first
   * @param theta base of the frequencies
   */
  double[] scale(double[] frequencies, double theta);

  /**
   * Returns the factor of cosines and sines; attention scores are multiplied by its square. The factor is 1 if the
   * method has none.
   */
  default double amplitude() {
    return 1;
  }

  /** Refuses a factor below 1 or an original context that is not positive. */
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
