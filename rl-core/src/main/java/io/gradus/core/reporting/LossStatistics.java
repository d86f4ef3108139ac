package io.gradus.core.reporting;

import io.gradus.core.KlEstimator;
import io.gradus.core.Origin;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.objective.Measured;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.reference.K3;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Figures about the losses of a run, collected by sequence and merged over micro-batches and optimizer steps. Losses
 * are weighted as in the gradient; all other figures are means over tokens. A token counts as clipped when the clip
 * removed its gradient, or with CISPO when the clip changed its weight. TRL counts the same, except that it counts
 * completions for GSPO.
 */
public final class LossStatistics {
  /** Scorers that are the policy itself at an earlier time; all others are teachers. */
  private static final Set<String> OURS =
      Set.of(ScorerLogProbs.REFERENCE, ScorerLogProbs.OLD, ScorerLogProbs.BEHAVIOUR);

  private long sequences;
  private long ownSequences;
  private long imitated;
  private long tokens;
  private long entropyTokens;
  private long referenceTokens;
  private double policyLoss;
  private double klLoss;
  private double entropyLoss;
  private double divergenceLoss;
  private final Map<String, Double> fromTeachers = new TreeMap<>();
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
    add(s, 1);
  }

  /**
   * Adds a sequence, unless it is masked.
   *
   * @param copies number of times that the sequence counts
   */
  public void add(SequenceLoss s, int copies) {
    if (!s.counts()) {
      return;
    }
    int length = s.length();
    // Only the policy's own completions count here: on an expert's tokens, k3 does not estimate a
    // divergence of the policy.
    boolean own = s.origin() != Origin.EXPERT;
    boolean reference = own && s.tokens().reference().length > 0;
    boolean entropies = own && s.tokens().entropies().length > 0;
    sequences += copies;
    ownSequences += own ? copies : 0;
    imitated += !own && s.policyLoss() != 0 ? copies : 0;
    tokens += (long) copies * length;
    referenceTokens += reference ? (long) copies * length : 0;
    entropyTokens += entropies ? (long) copies * length : 0;
    policyLoss += copies * s.policyLoss();
    klLoss += copies * s.klLoss();
    entropyLoss += copies * s.entropyLoss();
    divergenceLoss += copies * s.divergenceLoss();
    addTeachers(s, copies);
    kl += own ? copies * s.klSum() : 0;
    for (int t = 0; t < length; t++) {
      double logRatio = SequenceLoss.clamp(s.logRatio(t), SequenceLoss.MAX_LOG_RATIO);
      ratioDeviation += copies * Math.abs(Math.expm1(logRatio));
      klFromOld += copies * (Math.expm1(logRatio) - logRatio);
      if (reference) {
        k1 -= copies * s.referenceLogRatio(t);
        k3 += copies * KlEstimator.K3.value(s.referenceLogRatio(t));
      }
      if (entropies) {
        entropy += copies * s.tokens().entropies()[t];
      }
    }
    clippedLow += (long) copies * s.clips().low();
    clippedHigh += (long) copies * s.clips().high();
    clippedDual += (long) copies * s.clips().dual();
    cappedKl += (long) copies * s.clips().cappedKl();
    clipLowMin = Math.min(clipLowMin, (double) s.clips().low() / length);
    clipHighMax = Math.max(clipHighMax, (double) s.clips().high() / length);
  }

  /**
   * How far the policy is from each teacher: the sampled estimate k1, and the divergences over the whole vocabulary.
   */
  private void addTeachers(SequenceLoss s, int copies) {
    s.tokens().frozen().forEach((name, logProbs) -> {
      if (!OURS.contains(name)) {
        double sum = 0;
        for (int t = 0; t < logProbs.length; t++) {
          sum += s.logProb(t) - logProbs[t];
        }
        fromTeachers.merge("teacher/" + name, copies * sum, Double::sum);
      }
    });
    s.tokens()
        .divergences()
        .forEach((of, numbers) -> fromTeachers.merge(
            "divergence/" + of.teacher(), copies * Arrays.stream(numbers).sum(), Double::sum));
  }

  /** Adds the figures of other statistics. */
  public void merge(LossStatistics other) {
    sequences += other.sequences;
    ownSequences += other.ownSequences;
    imitated += other.imitated;
    tokens += other.tokens;
    entropyTokens += other.entropyTokens;
    referenceTokens += other.referenceTokens;
    policyLoss += other.policyLoss;
    klLoss += other.klLoss;
    entropyLoss += other.entropyLoss;
    divergenceLoss += other.divergenceLoss;
    other.fromTeachers.forEach((name, sum) -> fromTeachers.merge(name, sum, Double::sum));
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

  /** Returns the sum of the losses of all optimizer steps that were added. */
  public double loss() {
    return policyLoss + klLoss + entropyLoss + divergenceLoss;
  }

  /** Returns whether a teacher judged the tokens. */
  public boolean taught() {
    return !fromTeachers.isEmpty();
  }

  /** Returns the number of an expert's completions with a loss, which the policy imitates. */
  public long imitated() {
    return imitated;
  }

  /**
   * Returns the measurements on which the coefficients of an objective may depend; absent if no completion of the
   * policy was added.
   */
  public Optional<Measured> measured() {
    return ownSequences == 0
        ? Optional.empty()
        : Optional.of(new Measured(
            k3 / Math.max(1, referenceTokens), entropy / Math.max(1, entropyTokens), ownSequences));
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
   * Returns the figures by name for the run's log; empty if no sequence was added. {@code kl} is the divergence by the
   * estimator of the loss; {@code kl/k1} and {@code kl/k3} are the divergences by k1 and k3, whatever the loss uses.
   * {@code kl/capped} is the share of tokens whose divergence {@link K3} capped. {@code kl/old} is how far the policy
   * has moved since it sampled (k3 of KL(pi_old, pi_theta)). {@code clip/low_min} and {@code clip/high_max} are the
   * extremes over sequences.
   *
   * @param optimizerSteps number of optimizer steps that were added; losses are means over them
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
    if (fromTeachers.keySet().stream().anyMatch(name -> name.startsWith("divergence/"))) {
      metrics.put("loss/divergence", divergenceLoss / optimizerSteps);
    }
    fromTeachers.forEach((name, sum) -> metrics.put(name, sum / tokens));
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
