package io.gradus.experiments.statistics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Mean of scores between 0 and 1 whose errors are related within clusters: samples of a problem, problems of a subject,
 * seeds. The standard error is cluster-robust (Miller, arXiv:2411.00640). The interval is Wilson's, with Student's
 * quantile and the number of independent trials that would have this standard error (Korn and Graubard 1998; Dean and
 * Pagano 2015). The interval stays within [0, 1], and has a width even if all scores are the same.
 *
 * @param interval mean with its 95 % interval
 * @param standardError NaN if there is only one cluster
 * @param clusters number of clusters
 */
public record ClusteredMean(Estimate interval, double standardError, int clusters) {

  /** Mean of independent scores. */
  public static ClusteredMean of(double[] scores) {
    return of(scores, List.of());
  }

  /**
   * Mean of scores in clusters.
   *
   * @param scores {@code (N)} between 0 and 1
   * @param clusters {@code (N)} names of clusters; empty if all scores are independent
   */
  public static ClusteredMean of(double[] scores, List<String> clusters) {
    if (scores.length == 0 || (!clusters.isEmpty() && clusters.size() != scores.length)) {
      throw new IllegalArgumentException(
          "scores: %d scores in %d clusters".formatted(scores.length, clusters.size()));
    }
    double mean = Arrays.stream(scores).sum() / scores.length;
    double[] sums = deviations(scores, mean, clusters);
    int n = sums.length;
    double squares = Arrays.stream(sums).map(s -> s * s).sum();
    double error = n < 2 ? Double.NaN : Math.sqrt(n / (n - 1.0) * squares) / scores.length;
    boolean trials = n == scores.length && Arrays.stream(scores).allMatch(s -> s == 0 || s == 1);
    if (trials) {
      return new ClusteredMean(Proportion.wilson((int) Math.round(mean * n), n), error, n);
    }
    if (n < 2) {
      return new ClusteredMean(new Estimate(mean, 0, 1), error, n);
    }
    // If all scores are equal, each cluster counts as one trial.
    double trialsLike = error > 0 ? mean * (1 - mean) / (error * error) : n;
    double t = TDistribution.of(n - 1).inverseSurvivalProbability(Proportion.ERROR_RATE / 2);
    return new ClusteredMean(wilson(mean, Math.max(trialsLike, 1), t), error, n);
  }

  /** Sum of deviations from the mean of each cluster. */
  static double[] deviations(double[] values, double mean, List<String> clusters) {
    if (clusters.isEmpty()) {
      return Arrays.stream(values).map(v -> v - mean).toArray();
    }
    Map<String, Double> sums = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      sums.merge(clusters.get(i), values[i] - mean, Double::sum);
    }
    return sums.values().stream().mapToDouble(s -> s).toArray();
  }

  private static Estimate wilson(double p, double n, double z) {
    double scale = 1 + z * z / n;
    double centre = (p + z * z / (2 * n)) / scale;
    double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale;
    return new Estimate(
        p, Math.max(0, Math.min(p, centre - half)), Math.min(1, Math.max(p, centre + half)));
  }
}
