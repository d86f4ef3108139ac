package io.gradus.core.preference;

import io.gradus.core.RunFailure;
import io.gradus.core.policy.LogProbs;
import io.gradus.core.policy.TokenGradients;
import io.gradus.core.trainer.Learner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Loss, gradient and figures of one optimizer step on preference pairs. */
final class PairStep implements Learner.Loss {
  /** If the mean log-ratio of the chosen tokens, in nats, is lower, the step warns. */
  private static final double FALLEN = -0.05;
  /** Above this accuracy, a step looks good although its chosen completions became less likely. */
  private static final double SEEMS_WELL = 0.6;

  private final long step;
  private final PairObjective objective;
  private final List<TokenPair> pairs;
  private final double[] reference;
  private final long chosenTokens;
  private final long tokens;
  private double loss;
  private double supervised;
  private double chosen;
  private double rejected;
  private double chosenRatio;
  private double rejectedRatio;
  private int right;

  /** @param reference {@code (2B)} log-probs under the reference; chosen and rejected completions alternate */
  PairStep(long step, PairObjective objective, List<TokenPair> pairs, double[] reference) {
    this.step = step;
    this.objective = objective;
    this.pairs = pairs;
    this.reference = reference;
    chosenTokens =
        pairs.stream().mapToLong(pair -> pair.chosen().completion().length).sum();
    tokens = chosenTokens
        + pairs.stream().mapToLong(pair -> pair.rejected().completion().length).sum();
  }

  @Override
  public TokenGradients gradient(int from, LogProbs logProbs) {
    float[][] all = logProbs.logProbs();
    float[][] gradients = new float[all.length][];
    for (int i = 0; i < all.length; i += 2) {
      int pair = (from + i) / 2;
      PairLogProbs sums = new PairLogProbs(
          ReferenceScores.sum(all[i]),
          ReferenceScores.sum(all[i + 1]),
          reference[from + i],
          reference[from + i + 1],
          all[i].length,
          all[i + 1].length);
      PairSlope slope = objective.loss().of(sums);
      add(sums, slope);
      if (!Double.isFinite(loss)) {
        throw new RunFailure(
            "step %d: the loss became %s at pair %d of the batch (problem '%s'). The weights did not change"
                .formatted(step, loss, pair, pairs.get(pair).problem()));
      }
      gradients[i] =
          filled(all[i].length, slope.chosen() / pairs.size() - objective.sft() / chosenTokens);
      gradients[i + 1] = filled(all[i + 1].length, slope.rejected() / pairs.size());
    }
    return new TokenGradients(gradients, new float[0][]);
  }

  private void add(PairLogProbs pair, PairSlope slope) {
    supervised -= pair.chosen() / chosenTokens;
    loss += slope.loss() / pairs.size() - objective.sft() * pair.chosen() / chosenTokens;
    chosen += pair.chosen() / pairs.size();
    rejected += pair.rejected() / pairs.size();
    chosenRatio += pair.chosenRatio() / pairs.size();
    rejectedRatio += pair.rejectedRatio() / pairs.size();
    right += pair.chosenRatio() > pair.rejectedRatio() ? 1 : 0;
  }

  private static float[] filled(int length, double value) {
    float[] filled = new float[length];
    Arrays.fill(filled, (float) value);
    return filled;
  }

  /** Returns the number of trained tokens: all tokens of both completions. */
  long tokens() {
    return tokens;
  }

  /** Returns the figures of the step, as they were before its update. */
  Map<String, Double> metrics() {
    double beta = objective.loss().beta();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", loss);
    metrics.put("pairs/accuracy", accuracy());
    metrics.put("pairs/margin", beta * (chosenRatio - rejectedRatio));
    metrics.put("pairs/chosen_reward", beta * chosenRatio);
    metrics.put("pairs/rejected_reward", beta * rejectedRatio);
    metrics.put("pairs/chosen_log_prob", chosen);
    metrics.put("pairs/rejected_log_prob", rejected);
    metrics.put("pairs/chosen_nll", supervised);
    metrics.put(
        "pairs/truncated",
        (double) pairs.stream().filter(TokenPair::truncated).count() / pairs.size());
    return metrics;
  }

  private double accuracy() {
    return (double) right / pairs.size();
  }

  /** Returns warnings about the step. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    double perToken = chosenRatio * pairs.size() / chosenTokens;
    if (perToken < FALLEN && accuracy() > SEEMS_WELL) {
      warnings.add(
          "step %d: the chosen completions became less likely than under the reference (%.2f nats per token), although %.0f %% of the pairs are ordered correctly, because these losses only raise the difference within a pair. Set sft to 0.1 or more, raise loss.beta, or lower the learning rate"
              .formatted(step, perToken, 100 * accuracy()));
    }
    return warnings;
  }
}
