package io.gradus.core.objective;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * CHORD's schedule of mu, arXiv:2508.11408: mu rises linearly from 0 to the peak, falls along half a cosine to the
 * valley, and stays there. In the warm-up, step s has {@code peak s / warmup}, so the first step has a factor above 0.
 *
 * @param warmupSteps w; 0: mu begins at the peak
 * @param decaySteps d; 0: the valley begins right after the warm-up
 */
@About(
    "CHORD's schedule of mu: linear warm-up, half a cosine down, then constant (arXiv:2508.11408)")
public record WarmupCosine(
    @Default("0") @About("steps up to the peak") int warmupSteps,

    @Default("200") @About("steps from the peak down to the valley")
    int decaySteps,

    @Default("0.9") @About("the largest factor, 0 or more") double peak,

    @Default("0.05") @About("the factor after the decay, 0 or more")
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
