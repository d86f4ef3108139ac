package io.gradus.core.architecture;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Arrays;

/**
 * The scaling of Llama 3.1 (arXiv:2407.21783; only the published code gives the numbers): slow frequencies are divided
 * by a factor, fast ones are kept, and those between are mixed.
 *
 * @param lowFrequencyFactor waves longer than the original context divided by this are slow
 * @param highFrequencyFactor waves shorter than the original context divided by this are fast
 */
@About("the scaling of Llama 3.1: slow frequencies divided, fast ones kept")
public record Llama3Scaling(
    @About("factor by which the context grows") double factor,

    @Default("1.0") @About("waves longer than the original context divided by this count as slow")
    double lowFrequencyFactor,

    @Default("4.0") @About("waves shorter than the original context divided by this count as fast")
    double highFrequencyFactor,

    @About("context length of pretraining in tokens") int originalContext)
    implements RopeScaling {
  public Llama3Scaling {
    RopeScaling.check(factor, originalContext);
    if (!(lowFrequencyFactor > 0 && highFrequencyFactor > lowFrequencyFactor)) {
      throw new IllegalArgumentException(
          "high-frequency-factor: must be above low-frequency-factor (%s), but is %s"
              .formatted(lowFrequencyFactor, highFrequencyFactor));
    }
  }

  @Override
  public double[] scale(double[] frequencies, double theta) {
    return Arrays.stream(frequencies).map(this::scale).toArray();
  }

  private double scale(double frequency) {
    double waves = originalContext * frequency / (2 * Math.PI);
    if (waves < lowFrequencyFactor) {
      return frequency / factor;
    }
    if (waves > highFrequencyFactor) {
      return frequency;
    }
    double kept = (waves - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
    return (1 - kept) * frequency / factor + kept * frequency;
  }
}
