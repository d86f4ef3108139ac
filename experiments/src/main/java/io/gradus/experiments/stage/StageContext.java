package io.gradus.experiments.stage;

import io.gradus.core.Judge;
import io.gradus.core.Rollouts;
import io.gradus.core.StopSignal;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.optimizer.AdamW;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.StepObserver;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * What a run lends a stage.
 *
 * @param policy to train
 * @param seed of the run's random numbers in this stage
 * @param restore puts the saved moments into the optimizer of a resumed stage
 * @param reference the policy as it was when the stage began, for stages that need it: frozen, also after a resume
 * @param recorded gives back what was sampled and judged before the run was interrupted
 * @param stopped told, when the run is stopped, the step whose end the weights are, or -1 in the middle of one
 * @param microBatchTokens tokens in one pass through the network, for a stage that does not say its own
 */
public record StageContext(
    Policy policy,
    Tokenizer tokenizer,
    Template template,
    long seed,
    StopSignal stop,
    StepObserver observer,
    Consumer<AdamW> restore,
    Supplier<Policy> reference,
    Recorded recorded,
    LongConsumer stopped,
    int microBatchTokens) {

  /** What a run recorded of steps that it had begun. */
  public interface Recorded {
    /** Rollouts that give back recorded completions, and sample the others. */
    Rollouts rollouts(Rollouts rollouts);

    /** A judge that gives back recorded scores, and judges the others. A verdict may depend on time, and a resumed step may not. */
    Judge judge(Judge judge);
  }

  /**
   * Trains, and if the run is stopped gives it the chance to save while the optimizer is still there.
   *
   * @param train takes the first step
   */
  void train(LongConsumer train, long firstStep) {
    try {
      train.accept(firstStep);
    } catch (StopSignal.StopRequested e) {
      stopped.accept(e.completedStep().orElse(-1));
      throw e;
    }
  }
}
