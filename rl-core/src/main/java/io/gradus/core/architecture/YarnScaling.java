package io.gradus.core.architecture;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Optional;

/**
 * YaRN (arXiv:2309.00071): slow frequencies are divided by a factor, fast frequencies are kept, and attention scores
 * are scaled up. The ramp between slow and fast frequencies is linear in the index of the frequency, as in the authors'
 * code, which trained the checkpoints. In the paper's equation 18, the ramp is linear in the number of rotations.
 *
 * @param attentionFactor absent: the paper's 0.1 ln(factor) + 1
 * @param wholeIndices whether the ramp's ends are rounded outwards to whole indices
 */
@About("YaRN (arXiv:2309.00071): slow frequencies divided, fast ones kept, scores sharpened")
public record YarnScaling(
    @About("factor by which the context grows") double factor,
    @About("context length of pretraining in tokens") int originalContext,

    @Default("32.0") @About("frequencies with more rotations over the original context are kept")
    double betaFast,

    @Default("1.0") @About("frequencies with fewer rotations are divided")
    double betaSlow,

    @About("factor of cosines and sines; absent: 0.1 ln(factor) + 1")
    Optional<Double> attentionFactor,

    @Default("true") @About("whether the ramp's ends are rounded to whole indices")
    boolean wholeIndices)
    implements RopeScaling {
  /** Width of the ramp if its ends coincide. */
  private static final double NARROW = 0.001;

  public YarnScaling {
    RopeScaling.check(factor, originalContext);
    if (!(betaSlow > 0 && betaFast >= betaSlow)) {
      throw new IllegalArgumentException(
          "beta-fast: must be at least beta-slow (%s, positive), but is %s"
              .formatted(betaSlow, betaFast));
    }
  }

  /** Creates YaRN with the paper's other settings. */
  public static YarnScaling of(double factor, int originalContext) {
    return new YarnScaling(factor, originalContext, 32, 1, Optional.empty(), true);
  }

  /** Returns {@code 0.1 m ln(factor) + 1}; DeepSeek multiplies the scores' scale with its square. */
  public static double magnitude(double factor, double m) {
    return factor <= 1 ? 1 : 0.1 * m * Math.log(factor) + 1;
  }

  @Override
  public double amplitude() {
    return attentionFactor.orElse(magnitude(factor, 1));
  }

  @Override
  public double[] scale(double[] frequencies, double theta) {
    int d = 2 * frequencies.length;
    double low = index(betaFast, d, theta);
    double high = index(betaSlow, d, theta);
    if (wholeIndices) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, d - 1);
    if (low == high) {
      high += NARROW;
    }
    double[] scaled = new double[frequencies.length];
    for (int i = 0; i < scaled.length; i++) {
      double ramp = Math.max(0, Math.min(1, (i - low) / (high - low)));
      scaled[i] = frequencies[i] / factor * ramp + frequencies[i] * (1 - ramp);
    }
    return scaled;
  }

  /** Returns the index of the frequency with this many rotations over the original context. */
  private double index(double rotations, int d, double theta) {
    return d * Math.log(originalContext / (2 * Math.PI * rotations)) / (2 * Math.log(theta));
  }
}
