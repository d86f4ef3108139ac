package io.gradus.experiments.stage;

import io.gradus.core.Dataset;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.preference.PairLoss;
import io.gradus.core.preference.PairObjective;
import io.gradus.core.preference.PairReading;
import io.gradus.core.preference.PreferenceTrainer;
import io.gradus.core.preference.ReferenceScores;
import io.gradus.core.preference.TooLong;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.SupervisedPlan;
import java.util.Optional;
import java.util.Set;

/**
 * Learning from preference pairs: direct preference optimization (arXiv:2305.18290) and its relatives. The reference is
 * the policy at the beginning of the stage.
 */
@About("learning from preference pairs: DPO (arXiv:2305.18290) and its relatives")
public record PreferenceStage(
    @About("preference pairs, as of trl-file or contrast") Dataset dataset,
    SupervisedPlan plan,

    @Default("{type: sigmoid}") @About("loss of a pair") PairLoss loss,

    @Default("0.0")
    @About("coefficient of the mean -log-prob of the chosen tokens, which otherwise become less "
        + "likely")
    double sft,

    @Default("refuse")
    @About("what happens to pairs that exceed the context: refuse, or truncate their ends")
    TooLong tooLong,

    @About("turns gradients into steps") Optimizer optimizer)
    implements Stage {

  public PreferenceStage {
    var unused = new PairObjective(loss, sft);
  }

  @Override
  public String name() {
    return "preference";
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
  public Optional<TooLong> longPairs() {
    return Optional.of(tooLong);
  }

  @Override
  public Optional<Reading> reading() {
    return Optional.of(new Reading(dataset, plan.batch()));
  }

  @Override
  public Set<String> frozenModels() {
    return Set.of(ScorerLogProbs.REFERENCE);
  }

  @Override
  public void examine(Tokenizer tokenizer, Template template, int context, long seed) {
    var unused = new PairReading(tokenizer, template, context, tooLong)
        .pairs(reading().orElseThrow().ahead(seed));
  }

  @Override
  public MemoryPlan.Load load(
      Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens) {
    return new PairReading(tokenizer, template, context, tooLong)
        .load(reading().orElseThrow().ahead(seed), plan, microBatchTokens);
  }

  @Override
  public void run(StageHost host, long firstStep) {
    MicroBatches microBatches = MicroBatches.ofPairs(
        plan.microBatch(), plan.microBatchTokens().orElse(host.microBatchTokens()));
    PreferenceTrainer trainer = new PreferenceTrainer(
        plan,
        dataset,
        new PairReading(
            host.tokenizer(), host.template(), host.policy().architecture().context(), tooLong),
        new PairObjective(loss, sft),
        host.learner(optimizer, microBatches),
        new ReferenceScores(host.frozen(ScorerLogProbs.REFERENCE), microBatches),
        new PreferenceTrainer.Services(host.observer(), host.stop(), host.seed()));
    trainer.train(firstStep);
  }
}
