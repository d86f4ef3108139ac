package io.gradus.core.rewardmodel;

import io.gradus.core.Dataset;
import io.gradus.core.RunFailure;
import io.gradus.core.StopSignal;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.preference.PairReading;
import io.gradus.core.preference.TokenPair;
import io.gradus.core.trainer.Learner;
import io.gradus.core.trainer.StepObserver;
import io.gradus.core.trainer.SupervisedPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Trains a model with a scalar head on preference pairs. */
public final class RewardModelTrainer {
  private final SupervisedPlan plan;
  private final BradleyTerry loss;
  private final Dataset dataset;
  private final PairReading reading;
  private final Learner learner;
  private final StepObserver observer;
  private final StopSignal stop;
  private final long seed;

  /**
   * Makes a trainer, without starting it.
   *
   * @param seed decides in which order pairs are drawn
   */
  public RewardModelTrainer(
      SupervisedPlan plan,
      BradleyTerry loss,
      Dataset dataset,
      PairReading reading,
      Learner learner,
      StepObserver observer,
      StopSignal stop,
      long seed) {
    this.plan = plan;
    this.loss = loss;
    this.dataset = dataset;
    this.reading = reading;
    this.learner = learner;
    this.observer = observer;
    this.stop = stop;
    this.seed = seed;
  }

  /** Trains from a step to the last step of the plan. */
  public void train(long firstStep) {
    OptionalLong completed = OptionalLong.of(firstStep - 1);
    try {
      for (long step = firstStep; step <= plan.steps(); step++) {
        Map<String, Double> metrics = update(step);
        completed = OptionalLong.of(step);
        observer.finished(step, metrics, List.of());
      }
    } catch (StopSignal.StopRequested e) {
      throw e.at(completed);
    }
  }

  private Map<String, Double> update(long step) {
    long begin = System.nanoTime();
    List<TokenPair> pairs = reading.ofStep(dataset, seed, step, plan.batch());
    List<TokenSequence> sequences = TokenPair.sequences(pairs);
    double[] margins = pairs.stream().mapToDouble(TokenPair::margin).toArray();
    float[] scores = new float[sequences.size()];
    double[] sum = new double[1];
    double norm = learner.updateScores(
        step,
        sequences,
        (from, pass) -> {
          System.arraycopy(pass, 0, scores, from, pass.length);
          return gradient(step, from, pass, margins, sum);
        },
        stop::check);
    PairScores scored = PairScores.of(scores, sequences);
    int trained = sequences.stream().mapToInt(s -> s.completion().length).sum();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("loss", sum[0]);
    metrics.put("accuracy", scored.accuracy());
    metrics.put("score/margin", scored.meanMargin());
    metrics.put("score/chosen", scored.meanChosen());
    metrics.put("score/rejected", scored.meanRejected());
    metrics.put("score/length_bias", scored.lengthBias());
    metrics.putAll(learner.metrics(step, norm, trained, begin));
    return metrics;
  }

  /** Returns the slopes of the mean loss by the scores of a pass, and adds the loss of its pairs to {@code sum}. */
  private float[] gradient(long step, int from, float[] scores, double[] margins, double[] sum) {
    float[] slopes = new float[scores.length];
    int pairs = margins.length;
    for (int i = 0; i < scores.length; i += 2) {
      int pair = (from + i) / 2;
      double chosen = scores[i];
      double rejected = scores[i + 1];
      double value = loss.loss(chosen, rejected, margins[pair]);
      if (!Double.isFinite(value)) {
        throw new RunFailure(
            "step %d: the loss of pair %d of the batch is %s. The weights did not change"
                .formatted(step, pair, value));
      }
      sum[0] += value / pairs;
      slopes[i] = (float) (loss.byChosen(chosen, rejected, margins[pair]) / pairs);
      slopes[i + 1] = (float) (loss.byRejected(chosen, rejected, margins[pair]) / pairs);
    }
    return slopes;
  }
}
