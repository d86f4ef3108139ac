package io.gradus.core.gguf;

import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Llama 3's scaling of RoPE: short waves stay, long waves are stretched by the factor, and waves between are blended.
 * llama.cpp stores only the resulting divisor of each frequency.
 *
 * @param original context length of pretraining
 */
record Llama3Scaling(double factor, double low, double high, long original) {
  private static final double TOLERANCE = 1e-4;

  /** Returns the divisors of the headSize / 2 frequencies, computed like llama.cpp's converter. */
  float[] factors(double theta, int headSize) {
    float[] factors = new float[headSize / 2];
    for (int i = 0; i < factors.length; i++) {
      double turns = original / wavelength(theta, i, headSize);
      double smooth = (turns - low) / (high - low);
      factors[i] =
          (float) (turns > high ? 1 : turns < low ? factor : 1 / ((1 - smooth) / factor + smooth));
    }
    return factors;
  }

  private static double wavelength(double theta, int i, int headSize) {
    return 2 * Math.PI * Math.pow(theta, 2.0 * i / headSize);
  }

  /**
   * Finds settings that give these factors; Llama 3's own are tried first. The settings are not unique: low, high and
   * original have a common scale, and if no frequency is blended, further settings fit.
   */
  static Optional<Llama3Scaling> fit(float[] factors, double theta) {
    double factor = 1;
    for (float f : factors) {
      factor = Math.max(factor, f);
    }
    double largest = factor;
    return LongStream.concat(
            LongStream.of(8192), IntStream.rangeClosed(4, 20).mapToLong(bits -> 1L << bits))
        .mapToObj(original -> new Llama3Scaling(largest, 1, 4, original))
        .filter(s -> s.gives(factors, theta))
        .findFirst()
        .or(() -> solve(factors, theta, largest).filter(s -> s.gives(factors, theta)));
  }

  /**
   * Solves for the settings from two blended frequencies, between which the share that stays is linear in the turns of
   * a wave.
   */
  private static Optional<Llama3Scaling> solve(float[] factors, double theta, double factor) {
    int[] blended = IntStream.range(0, factors.length)
        .filter(i -> factors[i] > 1 + TOLERANCE && factors[i] < factor * (1 - TOLERANCE))
        .toArray();
    if (blended.length < 2) {
      return Optional.empty();
    }
    int first = blended[0];
    int last = blended[blended.length - 1];
    double x1 = 1 / wavelength(theta, first, 2 * factors.length);
    double x2 = 1 / wavelength(theta, last, 2 * factors.length);
    double y1 = (1 / (double) factors[first] - 1 / factor) / (1 - 1 / factor);
    double y2 = (1 / (double) factors[last] - 1 / factor) / (1 - 1 / factor);
    double slope = (y1 - y2) / (x1 - x2);
    double below = slope * x1 - y1;
    return slope > 0 && below > 0
        ? Optional.of(new Llama3Scaling(factor, 1, (below + 1) / below, Math.round(slope / below)))
        : Optional.empty();
  }

  private boolean gives(float[] expected, double theta) {
    float[] found = factors(theta, 2 * expected.length);
    return IntStream.range(0, found.length)
        .allMatch(i -> Math.abs(found[i] - expected[i]) <= TOLERANCE * expected[i]);
  }
}
