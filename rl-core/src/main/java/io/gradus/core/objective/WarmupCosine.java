package io.gradus.core.objective;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * CHORD's course of mu, arXiv:2508.11408: a line from 0 to the peak, half a cosine down to the valley, then the valley. Step s
 * has {@code peak s / warmup} in the warm-up, so the first step is not lost.
 *
 * @param warmupSteps w; 0: it begins at the peak
 * @param decaySteps d; 0: the valley follows the warm-up at once
 */
@About("CHORD's course of mu: up in a line, down in half a cosine, then level (arXiv:2508.11408)")
public record WarmupCosine(
    @Default("0") @About("steps up to the peak") int warmupSteps,

    @Default("200") @About("steps from the peak down to the valley")
    int decaySteps,

    @Default("0.9") @About("the largest factor, 0 or more") double peak,

    @Default("0.05") @About("the factor after that, 0 or more")
    double valley)
    implements Coefficient {

  public WarmupCosine {
    notNegative("warmup-steps", warmupSteps);
    notNegative("decay-steps", decaySteps);
    notNegative("peak", peak);
    notNegative("valley", valley);
  }

  private static void notNegative(String key, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s: must be 0 or more, but is %s".formatted(key, value));
    }
  }

  @Override
  public double at(long step) {
    if (step < warmupSteps) {
      return peak * step / warmupSteps;
    }
    if (step >= (long) warmupSteps + decaySteps) {
      return valley;
    }
    double progress = (step - warmupSteps) / (double) decaySteps;
    return (peak - valley) * 0.5 * (1 + Math.cos(Math.PI * progress)) + valley;
  }
}
