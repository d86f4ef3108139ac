package io.gradus.core.rewardmodel;

import io.gradus.core.RunFailure;
import io.gradus.core.policy.TokenSequence;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Texts with labelled steps of one optimizer step. The loss is the mean of {@link StepLoss} over all their steps. */
public final class StepBatch implements ScoredBatch {
  private final long step;
  private final List<LabelledSteps> texts;
  private final List<TokenSequence> sequences;
  private final double[] labels;
  private final float[] scores;

  /** @param step step of the stage, for messages */
  public StepBatch(long step, List<LabelledSteps> texts) {
    this.step = step;
    this.texts = texts;
    sequences = LabelledSteps.sequences(texts);
    labels =
        texts.stream().flatMapToDouble(text -> Arrays.stream(text.labels())).toArray();
    scores = new float[labels.length];
  }

  @Override
  public List<TokenSequence> sequences() {
    return sequences;
  }

  @Override
  public float[] slopes(int from, float[] pass) {
    int first =
        sequences.subList(0, from).stream().mapToInt(TokenSequence::scores).sum();
    System.arraycopy(pass, 0, scores, first, pass.length);
    float[] slopes = new float[pass.length];
    for (int i = 0; i < pass.length; i++) {
      double label = labels[first + i];
      if (!Double.isFinite(StepLoss.loss(pass[i], label))) {
        throw new RunFailure(
            "step %d: the score of labelled step %d of the batch is %s. The weights did not change"
                .formatted(step, first + i, pass[i]));
      }
      slopes[i] = (float) (StepLoss.byScore(pass[i], label) / labels.length);
    }
    return slopes;
  }

  @Override
  public Map<String, Double> metrics() {
    StepFigures figures = StepFigures.of(scores, texts);
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", figures.loss());
    metrics.put("accuracy", figures.accuracy());
    metrics.put("steps/right", figures.rightShare());
    metrics.put("steps/first_error", figures.foundShare());
    return metrics;
  }
}
