package io.gradus.core.objective.correction;

import java.util.Arrays;
import java.util.List;

/** Level at which the ratio of trainer and sampler is computed. */
public enum Level {
  /** Each token has its own ratio. */
  TOKEN,
  /** One ratio for a completion: the product of its tokens' ratios. */
  SEQUENCE,
  /** One ratio for a completion: the geometric mean of its tokens' ratios. */
  GEOMETRIC_MEAN;

  /** Bound on log-ratios before the exponential, as in verl. */
  private static final double MOST = 20;

  /**
   * Returns the ratios {@code pi_old / pi_sampler} at this level, repeated for each token.
   *
   * @param old {@code (T)} log-probabilities under the trainer
   * @param behaviour {@code (T)} log-probabilities under the sampler
   */
  double[] ratios(double[] old, double[] behaviour) {
    double[] logs = new double[old.length];
    Arrays.setAll(logs, t -> old[t] - behaviour[t]);
    double sum = Arrays.stream(logs).sum();
    double[] ratios = new double[old.length];
    Arrays.setAll(ratios, t -> switch (this) {
      case TOKEN -> ratio(logs[t]);
      case SEQUENCE -> ratio(sum);
      case GEOMETRIC_MEAN -> ratio(sum / logs.length);
    });
    return ratios;
  }

  private static double ratio(double log) {
    return Math.exp(Math.max(-MOST, Math.min(MOST, log)));
  }

  /**
   * Divides the weights of a step by their mean: over tokens at token level, else over completions.
   *
   * @param step {@code (N)} arrays of {@code (T_i)}
   */
  List<double[]> normalised(List<double[]> step) {
    double mean = this == TOKEN
        ? step.stream().flatMapToDouble(Arrays::stream).average().orElse(1)
        : step.stream()
            .filter(weights -> weights.length > 0)
            .mapToDouble(weights -> Arrays.stream(weights).average().orElseThrow())
            .average()
            .orElse(1);
    double divisor = mean > 0 ? mean : 1;
    return step.stream()
        .map(weights -> Arrays.stream(weights).map(w -> w / divisor).toArray())
        .toList();
  }
}
