package io.gradus.experiments.stage;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.SupervisedPlan;
import io.gradus.core.trainer.SupervisedTrainer;
import java.util.Optional;

/** Supervised fine-tuning on demonstrations: the cold start of arXiv:2501.12948. */
@About("supervised fine-tuning on the data set's demonstrations")
public record SftStage(
    @About("problems with demonstrations") Dataset dataset,
    SupervisedPlan plan,
    @About("turns gradients into steps") Optimizer optimizer)
    implements Stage {
  @Override
  public String name() {
    return "sft";
  }

  @Override
  public int steps() {
    return plan.steps();
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
    for (Problem problem : reading().orElseThrow().ahead(seed)) {
      var unused = SupervisedTrainer.sequence(problem, tokenizer, template, context);
    }
  }

  @Override
  public MemoryPlan.Load load(
      Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens) {
    int prompt = 1;
    int completion = 1;
    for (Problem problem : reading().orElseThrow().ahead(seed)) {
      TokenSequence sequence = SupervisedTrainer.sequence(problem, tokenizer, template, context);
      prompt = Math.max(prompt, sequence.prompt().length);
      completion = Math.max(completion, sequence.completion().length);
    }
    return new MemoryPlan.Load(
        prompt,
        completion,
        1,
        0,
        Math.min(plan.batch(), plan.microBatch().orElse(plan.batch())),
        plan.microBatchTokens().orElse(microBatchTokens));
  }

  @Override
  public void run(StageHost host, long firstStep) {
    MicroBatches microBatches = new MicroBatches(
        plan.microBatch(), plan.microBatchTokens().orElse(host.microBatchTokens()));
    SupervisedTrainer trainer = new SupervisedTrainer(
        plan,
        dataset,
        host.tokenizer(),
        host.template(),
        host.learner(optimizer, microBatches),
        host.observer(),
        host.stop(),
        host.seed());
    trainer.train(firstStep);
  }
}
