package io.gradus.experiments.stage;

import io.gradus.core.Dataset;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.preference.PairReading;
import io.gradus.core.preference.TooLong;
import io.gradus.core.rewardmodel.BradleyTerry;
import io.gradus.core.rewardmodel.PairBatch;
import io.gradus.core.rewardmodel.RewardModelTrainer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.SupervisedPlan;
import java.util.Optional;

/** Trains a reward model on preference pairs (arXiv:2203.02155). The recipe's policy has the head {@code score}. */
@About("trains a reward model (policy.head: score) on preference pairs (arXiv:2203.02155)")
public record RewardModelStage(
    @About("preference pairs") Dataset dataset,
    SupervisedPlan plan,
    @Default("{}") @About("loss of a pair") BradleyTerry loss,
    @About("turns gradients into steps") Optimizer optimizer)
    implements Stage {
  @Override
  public String name() {
    return "reward-model";
  }

  @Override
  public int steps() {
    return plan.steps();
  }

  @Override
  public boolean scores() {
    return true;
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public Optional<Learning> learning() {
    return Optional.of(new Learning(optimizer));
  }

  @Override
  public Optional<TooLong> longPairs() {
    return Optional.of(TooLong.REFUSE);
  }

  @Override
  public Optional<Reading> reading() {
    return Optional.of(new Reading(dataset, plan.batch()));
  }

  @Override
  public void examine(Tokenizer tokenizer, Template template, int context, long seed) {
    var unused = new PairReading(tokenizer, template, context, TooLong.REFUSE)
        .pairs(reading().orElseThrow().ahead(seed));
  }

  @Override
  public MemoryPlan.Load load(
      Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens) {
    return new PairReading(tokenizer, template, context, TooLong.REFUSE)
        .load(reading().orElseThrow().ahead(seed), plan, microBatchTokens);
  }

  @Override
  public void run(StageHost host, long firstStep) {
    MicroBatches microBatches = MicroBatches.ofPairs(
        plan.microBatch(), plan.microBatchTokens().orElse(host.microBatchTokens()));
    PairReading reading = new PairReading(
        host.tokenizer(), host.template(), host.policy().architecture().context(), TooLong.REFUSE);
    RewardModelTrainer trainer = new RewardModelTrainer(
        plan,
        step -> new PairBatch(step, loss, reading.ofStep(dataset, host.seed(), step, plan.batch())),
        host.learner(optimizer, microBatches),
        host.observer(),
        host.stop());
    trainer.train(firstStep);
  }
}
