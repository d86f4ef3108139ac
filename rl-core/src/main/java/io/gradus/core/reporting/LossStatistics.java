package io.gradus.core.reporting;

import io.gradus.core.objective.K3;
import io.gradus.core.objective.SequenceLoss;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Figures about the losses of a run, gathered by sequence and merged over micro-batches and optimizer steps. Losses
 * have the weights with which they were minimised; all other figures are means over tokens. A token counts as clipped
 * when the clip removed its gradient, or with CISPO when the clip changed its weight. TRL counts the same, except that
 * it counts completions for GSPO.
 */
public final class LossStatistics {
  private long sequences;
  private long tokens;
  private long entropyTokens;
  private long referenceTokens;
  private double policyLoss;
  private double klLoss;
  private double entropyLoss;
  private double kl;
  private double k1;
  private double k3;
  private double entropy;
  private double ratioDeviation;
  private double klFromOld;
  private long clippedLow;
  private long clippedHigh;
  private long clippedDual;
  private long cappedKl;
  private double clipLowMin = Double.POSITIVE_INFINITY;
  private double clipHighMax;

  /** Adds a sequence, unless it is masked. */
  public void add(SequenceLoss s) {
    if (!s.counts()) {
      return;
    }
    int length = s.length();
    boolean reference = s.tokens().reference().length > 0;
    boolean entropies = s.tokens().entropies().length > 0;
    sequences++;
    tokens += length;
    referenceTokens += reference ? length : 0;
    entropyTokens += entropies ? length : 0;
    policyLoss += s.policyLoss();
    klLoss += s.klLoss();
    entropyLoss += s.entropyLoss();
    kl += s.klSum();
    for (int t = 0; t < length; t++) {
      double logRatio = SequenceLoss.clamp(s.logRatio(t), SequenceLoss.MAX_LOG_RATIO);
      ratioDeviation += Math.abs(Math.expm1(logRatio));
      klFromOld += Math.expm1(logRatio) - logRatio;
      if (reference) {
        k1 -= s.referenceLogRatio(t);
        k3 += K3.value(s.referenceLogRatio(t));
      }
      if (entropies) {
        entropy += s.tokens().entropies()[t];
      }
    }
    clippedLow += s.clippedLow();
    clippedHigh += s.clippedHigh();
    clippedDual += s.clippedDual();
    cappedKl += s.cappedKl();
    clipLowMin = Math.min(clipLowMin, (double) s.clippedLow() / length);
    clipHighMax = Math.max(clipHighMax, (double) s.clippedHigh() / length);
  }

  /** Adds what other statistics have gathered. */
  public void merge(LossStatistics other) {
    sequences += other.sequences;
    tokens += other.tokens;
    entropyTokens += other.entropyTokens;
    referenceTokens += other.referenceTokens;
    policyLoss += other.policyLoss;
    klLoss += other.klLoss;
    entropyLoss += other.entropyLoss;
    kl += other.kl;
    k1 += other.k1;
    k3 += other.k3;
    entropy += other.entropy;
    ratioDeviation += other.ratioDeviation;
    klFromOld += other.klFromOld;
    clippedLow += other.clippedLow;
    clippedHigh += other.clippedHigh;
    clippedDual += other.clippedDual;
    cappedKl += other.cappedKl;
    clipLowMin = Math.min(clipLowMin, other.clipLowMin);
    clipHighMax = Math.max(clipHighMax, other.clipHighMax);
  }

  /** Returns the sum of the losses of the optimizer steps gathered. */
  public double loss() {
    return policyLoss + klLoss + entropyLoss;
  }

  /** Returns the number of tokens learned from. */
  public long tokens() {
    return tokens;
  }

  /** Returns the number of tokens whose divergence from the reference was capped. */
  public long cappedKl() {
    return cappedKl;
  }

  /**
   * Returns the figures by name for the run's log; empty if no sequence was gathered. {@code kl} is the estimator of
   * the loss. {@code kl/k1} and {@code kl/k3} are these two estimators, whatever the loss uses. {@code kl/capped} is
   * the share of tokens that {@link K3}'s cap releases. {@code kl/old} is how far the policy has moved since it sampled
   * (k3 of KL(pi_old, pi_theta)). {@code clip/low_min} and {@code clip/high_max} are over sequences.
   *
   * @param optimizerSteps number of optimizer steps gathered; losses are means over them
   */
  public Map<String, Double> metrics(int optimizerSteps) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (tokens == 0) {
      return metrics;
    }
    metrics.put("loss", loss() / optimizerSteps);
    metrics.put("loss/policy", policyLoss / optimizerSteps);
    if (referenceTokens > 0) {
      metrics.put("loss/kl", klLoss / optimizerSteps);
      metrics.put("kl", kl / referenceTokens);
      metrics.put("kl/k1", k1 / referenceTokens);
      metrics.put("kl/k3", k3 / referenceTokens);
      metrics.put("kl/capped", (double) cappedKl / referenceTokens);
    }
    if (entropyTokens > 0) {
      metrics.put("loss/entropy", entropyLoss / optimizerSteps);
      metrics.put("entropy", entropy / entropyTokens);
    }
    metrics.put("kl/old", klFromOld / tokens);
    metrics.put("ratio_deviation", ratioDeviation / tokens);
    metrics.put("clip/low", (double) clippedLow / tokens);
    metrics.put("clip/high", (double) clippedHigh / tokens);
    metrics.put("clip/region", (double) (clippedLow + clippedHigh) / tokens);
    metrics.put("clip/dual", (double) clippedDual / tokens);
    metrics.put("clip/low_min", clipLowMin);
    metrics.put("clip/high_max", clipHighMax);
    metrics.put("trained_tokens", (double) tokens);
    metrics.put("trained_sequences", (double) sequences);
    return metrics;
  }
}
