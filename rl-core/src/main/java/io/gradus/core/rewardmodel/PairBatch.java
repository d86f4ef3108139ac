package io.gradus.core.rewardmodel;

import io.gradus.core.RunFailure;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.preference.TokenPair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Preference pairs of one optimizer step, with the Bradley-Terry loss. A pass never separates a pair. */
public final class PairBatch implements ScoredBatch {
  private final long step;
  private final BradleyTerry loss;
  private final List<TokenSequence> sequences;
  private final double[] margins;
  private final float[] scores;
  private double sum;

  /** @param step step of the stage, for messages */
  public PairBatch(long step, BradleyTerry loss, List<TokenPair> pairs) {
    this.step = step;
    this.loss = loss;
    sequences = TokenPair.sequences(pairs);
    margins = pairs.stream().mapToDouble(TokenPair::margin).toArray();
    scores = new float[sequences.size()];
  }

  @Override
  public List<TokenSequence> sequences() {
    return sequences;
  }

  @Override
  public float[] slopes(int from, float[] pass) {
    System.arraycopy(pass, 0, scores, from, pass.length);
    float[] slopes = new float[pass.length];
    int pairs = margins.length;
    for (int i = 0; i < pass.length; i += 2) {
      int pair = (from + i) / 2;
      double chosen = pass[i];
      double rejected = pass[i + 1];
      double value = loss.loss(chosen, rejected, margins[pair]);
      if (!Double.isFinite(value)) {
        throw new RunFailure(
            "step %d: the loss of pair %d of the batch is %s. The weights did not change"
                .formatted(step, pair, value));
      }
      sum += value / pairs;
      slopes[i] = (float) (loss.byChosen(chosen, rejected, margins[pair]) / pairs);
      slopes[i + 1] = (float) (loss.byRejected(chosen, rejected, margins[pair]) / pairs);
    }
    return slopes;
  }

  @Override
  public Map<String, Double> metrics() {
    PairScores scored = PairScores.of(scores, sequences);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", sum);
    metrics.put("accuracy", scored.accuracy());
    metrics.put("score/margin", scored.meanMargin());
    metrics.put("score/chosen", scored.meanChosen());
    metrics.put("score/rejected", scored.meanRejected());
    metrics.put("score/length_bias", scored.lengthBias());
    return metrics;
  }
}
