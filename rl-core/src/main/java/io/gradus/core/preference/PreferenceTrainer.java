package io.gradus.core.preference;

import io.gradus.core.Dataset;
import io.gradus.core.StopSignal;
import io.gradus.core.cost.Flops;
import io.gradus.core.cost.Work;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.trainer.Learner;
import io.gradus.core.trainer.StepObserver;
import io.gradus.core.trainer.SupervisedPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Learning from preference pairs without a reward model: direct preference optimization (arXiv:2305.18290) and its
 * relatives. Each step draws pairs, scores them under the frozen reference, and makes one optimizer step.
 */
public final class PreferenceTrainer {
  private final SupervisedPlan plan;
  private final Dataset dataset;
  private final PairReading reading;
  private final PairObjective objective;
  private final Learner learner;
  private final ReferenceScores reference;
  private final StepObserver observer;
  private final StopSignal stop;
  private final long seed;

  /**
   * Services that a trainer shares with the other parts of a run.
   *
   * @param seed decides in which order pairs are drawn
   */
  public record Services(StepObserver observer, StopSignal stop, long seed) {}

  /**
   * Makes a trainer, without starting it.
   *
   * @param dataset problems with a rejected completion
   * @param learner learner whose micro-batches keep pairs together
   * @param reference the policy at the beginning of the stage
   */
  public PreferenceTrainer(
      SupervisedPlan plan,
      Dataset dataset,
      PairReading reading,
      PairObjective objective,
      Learner learner,
      ReferenceScores reference,
      Services services) {
    this.plan = plan;
    this.dataset = dataset;
    this.reading = reading;
    this.objective = objective;
    this.learner = learner;
    this.reference = reference;
    observer = services.observer();
    stop = services.stop();
    seed = services.seed();
  }

  /** Trains from a step to the last step of the plan. */
  public void train(long firstStep) {
    OptionalLong completed = OptionalLong.of(firstStep - 1);
    try {
      for (long step = firstStep; step <= plan.steps(); step++) {
        long begin = System.nanoTime();
        List<TokenPair> pairs = reading.ofStep(dataset, seed, step, plan.batch());
        List<TokenSequence> sequences = TokenPair.sequences(pairs);
        PairStep losses =
            new PairStep(step, objective, pairs, reference.of(sequences, stop::check));
        double norm = learner.update(step, sequences, 1, losses, stop::check);
        completed = OptionalLong.of(step);
        Map<String, Double> metrics = new LinkedHashMap<>(losses.metrics());
        metrics.put("flops/" + Work.SCORING, Flops.of(reference.reference()).score(sequences));
        metrics.putAll(learner.metrics(step, norm, losses.tokens(), begin));
        observer.finished(step, metrics, losses.warnings());
      }
    } catch (StopSignal.StopRequested e) {
      throw e.at(completed);
    }
  }
}
