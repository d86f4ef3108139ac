package io.gradus.core.architecture;

/**
 * Rotary positions (arXiv:2104.09864).
 *
 * @param theta base of the frequencies
 * @param width D, of what is rotated: a head, or a part of it
 * @param scaling what stretches them over a longer context
 */
public record Rope(double theta, int width, RopeScaling scaling) {
  public Rope {
    if (!(theta > 0)) {
      throw new IllegalArgumentException("rope-theta: must be positive, but is " + theta);
    }
  }

  /** {@code theta^(-2i/D)}, scaled: radians a position of each rotated pair, {@code (D / 2)}. */
  public double[] frequencies() {
    double[] f = new double[width / 2];
    for (int i = 0; i < f.length; i++) {
      f[i] = Math.pow(theta, -2.0 * i / width);
    }
    return scaling.scale(f, theta);
  }

  /** Multiplies cosines and sines. */
  public double amplitude() {
    return scaling.amplitude();
  }
}
