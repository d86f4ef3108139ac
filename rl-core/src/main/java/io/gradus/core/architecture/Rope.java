package io.gradus.core.architecture;

/**
 * Rotary positions (arXiv:2104.09864).
 *
 * @param theta base of the frequencies
 * @param width D, width of the rotated part of a head
 * @param scaling method that stretches the frequencies over a longer context
 */
public record Rope(double theta, int width, RopeScaling scaling) {
  public Rope {
    if (!(theta > 0)) {
      throw new IllegalArgumentException("rope-theta: must be positive, but is " + theta);
    }
  }

  /**
   * Returns the scaled frequencies {@code theta^(-2i/D)}: radians per position of each rotated pair, {@code (D / 2)}.
   */
  public double[] frequencies() {
    double[] f = new double[width / 2];
    for (int i = 0; i < f.length; i++) {
      f[i] = Math.pow(theta, -2.0 * i / width);
    }
    return scaling.scale(f, theta);
  }

  /** Returns the factor of cosines and sines. */
  public double amplitude() {
    return scaling.amplitude();
  }
}
