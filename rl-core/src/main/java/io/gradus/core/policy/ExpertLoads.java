package io.gradus.core.policy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How many tokens each expert has seen in the passes of an optimizer step.
 *
 * @param tokens {@code (mixtures, experts)}, from the first layer that has experts
 */
public record ExpertLoads(long[][] tokens) {

  private double worst(ToDoubleFunction<long[]> of) {
    return Arrays.stream(tokens).mapToDouble(of).max().orElse(0);
  }

  private static double mean(long[] layer) {
    return Arrays.stream(layer).average().orElseThrow();
  }

  /** The largest load of an expert over the mean of its layer, in the layer where that is largest; 1 is balance. */
  public double maxOverMean() {
    return worst(layer -> Arrays.stream(layer).max().orElseThrow() / Math.max(1e-9, mean(layer)));
  }

  /** The entropy of the loads over that of even ones, in the layer where that is smallest; 1 is balance. */
  public double entropy() {
    return 1 - worst(layer -> 1 - entropy(layer));
  }

  private static double entropy(long[] layer) {
    double sum = Arrays.stream(layer).sum();
    if (layer.length == 1 || sum == 0) {
      return 1;
    }
    double entropy = 0;
    for (long load : layer) {
      double share = load / sum;
      entropy -= share == 0 ? 0 : share * Math.log(share);
    }
    return entropy / Math.log(layer.length);
  }

  /** The share of experts that saw no token, in the layer where it is largest. */
  public double idle() {
    return worst(layer -> Arrays.stream(layer).filter(l -> l == 0).count() / (double) layer.length);
  }

  /** For the log of a step. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("experts/max_over_mean", maxOverMean());
    metrics.put("experts/entropy", entropy());
    metrics.put("experts/idle", idle());
    return metrics;
  }

  /**
   * From what the source counted.
   *
   * @param flat {@code (mixtures experts)}
   */
  static ExpertLoads of(long[] flat, int mixtures) {
    int experts = flat.length / mixtures;
    long[][] tokens = new long[mixtures][];
    for (int m = 0; m < mixtures; m++) {
      tokens[m] = Arrays.copyOfRange(flat, m * experts, (m + 1) * experts);
    }
    return new ExpertLoads(tokens);
  }

  /**
   * What corrects the choice of a mixture's experts, moved up for those that saw less than the mean and down for those that saw more
   * (arXiv:2408.15664).
   *
   * @param rate how far, gamma
   */
  float[] corrected(int mixture, float[] correction, double rate) {
    double mean = mean(tokens[mixture]);
    float[] moved = correction.clone();
    for (int e = 0; e < moved.length; e++) {
      moved[e] += (float) (rate * Math.signum(mean - tokens[mixture][e]));
    }
    return moved;
  }

  ExpertLoads plus(ExpertLoads more) {
    long[][] sum = new long[tokens.length][];
    for (int l = 0; l < sum.length; l++) {
      sum[l] = tokens[l].clone();
      for (int e = 0; e < sum[l].length; e++) {
        sum[l][e] += more.tokens[l][e];
      }
    }
    return new ExpertLoads(sum);
  }
}
