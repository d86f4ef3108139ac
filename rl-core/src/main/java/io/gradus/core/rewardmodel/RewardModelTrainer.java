package io.gradus.core.rewardmodel;

import io.gradus.core.StopSignal;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.trainer.Learner;
import io.gradus.core.trainer.StepObserver;
import io.gradus.core.trainer.SupervisedPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** Trains a model with a scalar head on scores of texts, or of their steps. */
public final class RewardModelTrainer {
  private final SupervisedPlan plan;
  private final LongFunction<ScoredBatch> batches;
  private final Learner learner;
  private final StepObserver observer;
  private final StopSignal stop;

  /**
   * Makes a trainer, without starting it.
   *
   * @param batches the batch of each step, from 1
   */
  public RewardModelTrainer(
      SupervisedPlan plan,
      LongFunction<ScoredBatch> batches,
      Learner learner,
      StepObserver observer,
      StopSignal stop) {
    this.plan = plan;
    this.batches = batches;
    this.learner = learner;
    this.observer = observer;
    this.stop = stop;
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
    ScoredBatch batch = batches.apply(step);
    List<TokenSequence> sequences = batch.sequences();
    double norm = learner.updateScores(step, sequences, batch::slopes, stop::check);
    int trained = sequences.stream().mapToInt(s -> s.completion().length).sum();
    Map<String, Double> metrics = new LinkedHashMap<>(batch.metrics());
    metrics.putAll(learner.metrics(step, norm, trained, begin));
    return metrics;
  }
}
