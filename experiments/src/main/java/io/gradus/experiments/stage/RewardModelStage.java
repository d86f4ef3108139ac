package io.gradus.experiments.stage;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.rewardmodel.BradleyTerry;
import io.gradus.core.rewardmodel.PairTokens;
import io.gradus.core.rewardmodel.RewardModelTrainer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.SupervisedPlan;
import java.util.List;
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
  public Optional<Reading> reading() {
    return Optional.of(new Reading(dataset, plan.batch()));
  }

  @Override
  public void examine(Tokenizer tokenizer, Template template, int context, long seed) {
    PairTokens tokens = new PairTokens(tokenizer, template, context);
    for (Problem problem : reading().orElseThrow().ahead(seed)) {
      var unused = tokens.of(problem);
    }
  }

  @Override
  public MemoryPlan.Load load(
      Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens) {
    PairTokens tokens = new PairTokens(tokenizer, template, context);
    int prompt = 1;
    int completion = 1;
    for (Problem problem : reading().orElseThrow().ahead(seed)) {
      PairTokens.Pair pair = tokens.of(problem);
      for (TokenSequence text : List.of(pair.chosen(), pair.rejected())) {
        prompt = Math.max(prompt, text.prompt().length);
        completion = Math.max(completion, text.completion().length);
      }
    }
    return new MemoryPlan.Load(
        prompt,
        completion,
        2,
        0,
        2 * Math.min(plan.batch(), plan.microBatch().orElse(plan.batch())),
        plan.microBatchTokens().orElse(microBatchTokens));
  }

  @Override
  public void run(StageHost host, long firstStep) {
    MicroBatches microBatches = MicroBatches.ofPairs(
        plan.microBatch(), plan.microBatchTokens().orElse(host.microBatchTokens()));
    RewardModelTrainer trainer = new RewardModelTrainer(
        plan,
        loss,
        dataset,
        new PairTokens(
            host.tokenizer(), host.template(), host.policy().architecture().context()),
        host.learner(optimizer, microBatches),
        host.observer(),
        host.stop(),
        host.seed());
    trainer.train(firstStep);
  }
}
