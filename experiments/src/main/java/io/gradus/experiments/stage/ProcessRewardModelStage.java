package io.gradus.experiments.stage;

import io.gradus.core.Dataset;
import io.gradus.core.Reward;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.rewardmodel.RewardModelTrainer;
import io.gradus.core.rewardmodel.StepBatch;
import io.gradus.core.rewardmodel.StepReading;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.SupervisedPlan;
import io.gradus.experiments.rewardmodel.RewardModel;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Trains a process reward model on labelled steps (arXiv:2305.20050, arXiv:2312.08935). The recipe's policy has the
 * head {@code score}.
 */
@About("trains a process reward model (policy.head: score) on labelled steps (arXiv:2312.08935)")
public record ProcessRewardModelStage(
    @About("problems whose demonstrations, and rejected completions if any, have steps")
    Dataset dataset,

    @Default("{type: step-labels}")
    @About("process reward whose scores of steps are the labels: a verifier, or the labels of a "
        + "file")
    Reward labels,

    SupervisedPlan plan,
    @About("turns gradients into steps") Optimizer optimizer)
    implements Stage {

  public ProcessRewardModelStage {
    RewardModel.checkLabels(labels);
  }

  @Override
  public String name() {
    return "process-reward-model";
  }

  @Override
  public boolean scores() {
    return true;
  }

  @Override
  public Optional<Reading> reading() {
    return Optional.of(new Reading(dataset, plan.batch()));
  }

  @Override
  public Optional<Learning> learning() {
    return Optional.of(new Learning(optimizer));
  }

  @Override
  public int steps() {
    return plan.steps();
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public void examine(Tokenizer tokenizer, Template template, int context, long seed) {
    var unused = new StepReading(tokenizer, template, context, labels)
        .texts(reading().orElseThrow().ahead(seed));
  }

  @Override
  public MemoryPlan.Load load(
      Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens) {
    return new StepReading(tokenizer, template, context, labels)
        .load(reading().orElseThrow().ahead(seed), plan, microBatchTokens);
  }

  @Override
  public void run(StageHost host, long firstStep) {
    StepReading reading = new StepReading(
        host.tokenizer(), host.template(), host.policy().architecture().context(), labels);
    MicroBatches microBatches = new MicroBatches(
        plan.microBatch(), plan.microBatchTokens().orElse(host.microBatchTokens()));
    RewardModelTrainer trainer = new RewardModelTrainer(
        plan,
        step -> new StepBatch(
            step,
            reading.texts(IntStream.range(0, plan.batch())
                .mapToObj(i -> dataset.problem(host.seed(), step, i, plan.batch()))
                .toList())),
        host.learner(optimizer, microBatches),
        host.observer(),
        host.stop());
    trainer.train(firstStep);
  }
}
