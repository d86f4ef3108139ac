package io.gradus.core.reporting;

import io.gradus.core.Experience;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Figures about the weights that a correction gave to the learned tokens of a step.
 *
 * @param experiences experiences of the step; masked experiences do not count
 */
public record CorrectionReport(List<Experience> experiences) {

  public CorrectionReport {
    experiences = List.copyOf(experiences);
  }

  /**
   * Returns the figures by name: {@code correction/mean}, {@code /max}, {@code /masked} (share of weights that are 0)
   * and {@code /effective} (effective sample size {@code (sum w)^2 / sum w^2}, divided by the number of tokens). Empty
   * if nothing is learned.
   */
  public Map<String, Double> metrics() {
    double[] weights = experiences.stream()
        .filter(e -> !e.masked())
        .flatMapToDouble(e -> e.completion().learned().stream().mapToDouble(t -> e.weights()[t]))
        .toArray();
    if (weights.length == 0) {
      return Map.of();
    }
    double sum = 0;
    double squares = 0;
    double most = 0;
    double masked = 0;
    for (double weight : weights) {
      sum += weight;
      squares += weight * weight;
      most = Math.max(most, weight);
      masked += weight == 0 ? 1 : 0;
    }
    // In a fixed order, which becomes the order of the log.
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("correction/mean", sum / weights.length);
    metrics.put("correction/max", most);
    metrics.put("correction/masked", masked / weights.length);
    metrics.put("correction/effective", squares == 0 ? 0 : sum * sum / squares / weights.length);
    return metrics;
  }
}
