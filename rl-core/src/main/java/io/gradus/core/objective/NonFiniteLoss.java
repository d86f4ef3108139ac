package io.gradus.core.objective;

import io.gradus.core.Divergence;
import io.gradus.core.Excerpt;
import io.gradus.core.Experience;
import java.util.Map;

/**
 * Thrown if a loss or a gradient is infinite or not a number. An optimizer step would destroy the weights, so the run
 * stops.
 */
public final class NonFiniteLoss extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private NonFiniteLoss(String message) {
    super(message);
  }

  static void check(LossTerm of, Experience experience, TokenLogProbs tokens, SequenceLoss loss) {
    double sum = loss.loss();
    for (int t = 0; t < loss.length(); t++) {
      sum += Math.abs(loss.gradient()[t]) + Math.abs(loss.entropyGradient()[t]);
    }
    if (!Double.isFinite(sum)) {
      throw new NonFiniteLoss(
          "the loss of a completion is %s, its gradient sums to %s: %s; advantage %s; completion %d of %s"
              .formatted(
                  loss.loss(),
                  sum,
                  cause(of, tokens),
                  experience.meanAdvantage(),
                  experience.index(),
                  Excerpt.of(experience.problem(), experience.completion())));
    }
  }

  private static String cause(LossTerm of, TokenLogProbs tokens) {
    String[] names = {
      "log-probability under the policy", "log-probability under the sampling policy",
      "log-probability under the reference", "entropy"
    };
    double[][] numbers = {tokens.policy(), tokens.old(), tokens.reference(), tokens.entropies()};
    for (int i = 0; i < names.length; i++) {
      for (int t = 0; t < numbers[i].length; t++) {
        if (!Double.isFinite(numbers[i][t])) {
          return "the %s of token %d is %s".formatted(names[i], t, numbers[i][t]);
        }
      }
    }
    for (Map.Entry<Divergence, double[]> divergence : tokens.divergences().entrySet()) {
      for (int t = 0; t < divergence.getValue().length; t++) {
        if (!Double.isFinite(divergence.getValue()[t])) {
          return "the divergence from teacher '%s' at token %d is %s"
              .formatted(divergence.getKey().teacher(), t, divergence.getValue()[t]);
        }
      }
    }
    return "all log-probabilities and entropies are finite, so the cause is %s or the reference"
        .formatted(of.getClass().getSimpleName());
  }
}
