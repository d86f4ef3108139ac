package io.gradus.core.policy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Number of tokens that each expert saw in the passes of an optimizer step.
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

  /** Returns the largest ratio, over all layers, of an expert's load to its layer's mean load. 1 means balance. */
  public double maxOverMean() {
    return worst(layer -> Arrays.stream(layer).max().orElseThrow() / Math.max(1e-9, mean(layer)));
  }

  /**
   * Returns the smallest ratio, over all layers, of the entropy of a layer's loads to the entropy of even loads. 1
   * means balance.
   */
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

  /** Returns the largest share, over all layers, of a layer's experts that saw no token. */
  public double idle() {
    return worst(layer -> Arrays.stream(layer).filter(l -> l == 0).count() / (double) layer.length);
  }

  /** Returns the metrics for the log of a step. */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("experts/max_over_mean", maxOverMean());
    metrics.put("experts/entropy", entropy());
    metrics.put("experts/idle", idle());
    return metrics;
  }

  /**
   * Makes the loads from the source's counts.
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
   * Returns updated corrections of the choice of a mixture's experts. An expert's correction rises if it saw fewer
   * tokens than the mean, and falls if it saw more (arXiv:2408.15664).
   *
   * @param rate size of the change, gamma
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
