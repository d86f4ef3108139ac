package io.gradus.experiments.stage;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.Rollouts;
import io.gradus.core.Sampling;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.engine.Matmul;
import io.gradus.core.objective.Objective;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.Learner;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.Plan;
import io.gradus.core.trainer.PolicyTrainer;
import io.gradus.rollouts.Sampler;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Group-relative policy optimization (arXiv:2402.03300) and its family.
 *
 * @param maxDifference the greatest difference between a log-prob of the sampler and of the trainer before the run stops; absent:
 *     1e-3 in fp32, 0.5 in bf16
 */
@About("group-relative policy optimization (arXiv:2402.03300) and its family")
public record GrpoStage(
    @About("problems to sample completions for") Dataset dataset,
    Plan plan,
    Sampling sampling,
    Objective objective,
    @About("how gradients become steps") Optimizer optimizer,

    @About(
        "largest log-prob difference of sampler and trainer before the run stops; absent: 1e-3 in float32, 0.5 in bfloat16")
    Optional<Double> maxDifference)
    implements Stage {
  private static final double SINGLE = 1e-3;
  private static final double HALF = 0.5;

  public GrpoStage {
    if (sampling.truncatesDistribution()) {
      throw new IllegalArgumentException(
          ("sampling: top-k and top-p must be off while training: the trainer's distribution would not"
              + " be the one sampled from, and every ratio wrong. Leave them out (evaluations may have them)"));
    }
    if (sampling.temperature() == 0) {
      throw new IllegalArgumentException(
          "sampling.temperature: must be above 0 while training: greedy completions of a problem are all the same");
    }
    if (maxDifference.isPresent() && !(maxDifference.get() > 0)) {
      throw new IllegalArgumentException(
          "max-difference: must be positive, but is " + maxDifference.get());
    }
  }

  @Override
  public String name() {
    return "grpo";
  }

  @Override
  public int steps() {
    return plan.steps();
  }

  @Override
  public boolean samples() {
    return true;
  }

  @Override
  public int problemsPerStep() {
    return plan.problemsPerStep();
  }

  @Override
  public Optional<Exploration> exploration() {
    return Optional.of(new Exploration(sampling, objective, plan));
  }

  @Override
  public List<String> faults(Tokenizer tokenizer, int context) {
    return Sampler.faults(sampling, tokenizer, context).stream()
        .map(fault -> "sampling." + fault)
        .toList();
  }

  @Override
  public void examine(Tokenizer tokenizer, Template template, int context, long seed) {
    for (Problem problem : ahead(seed)) {
      var unused = Sampler.prompt(problem, tokenizer, template, sampling, context);
    }
    Objective.cannotJudge(objective.reward(), firstStep(seed)).ifPresent(why -> {
      throw new UserError(
          "objective.reward: can judge none of the problems of the first step: " + why);
    });
  }

  @Override
  public MemoryPlan.Load load(
      Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens) {
    int prompt = 1;
    for (Problem problem : ahead(seed)) {
      prompt = Math.max(prompt, tokenizer.encode(template.promptText(problem)).length);
    }
    int completions = plan.problemsPerStep() * plan.groupSize();
    int sequences = Math.min(plan.minibatchSize(), plan.microBatch().orElse(completions));
    int completion = Math.min(sampling.maxTokens(), Math.max(1, context - prompt));
    return new MemoryPlan.Load(
        prompt,
        completion,
        plan.groupSize(),
        Math.min(sampling.rows(), completions),
        Math.min(sequences, completions),
        plan.microBatchTokens().orElse(microBatchTokens));
  }

  @Override
  public void train(StageContext context, long firstStep) {
    Policy policy = context.policy();
    Rollouts sampler = new Sampler(
        policy, context.tokenizer(), context.template(), sampling, context.seed(), context.stop());
    double tolerance =
        maxDifference.orElse(policy.compute().matmul() == Matmul.BFLOAT16 ? HALF : SINGLE);
    MicroBatches microBatches = new MicroBatches(
        plan.microBatch(), plan.microBatchTokens().orElse(context.microBatchTokens()));
    @Nullable
    Policy reference = objective.reference().needed() ? context.reference().get() : null;
    try (Learner learner = new Learner(policy, optimizer, microBatches, plan.steps())) {
      context.restore().accept(learner.state());
      PolicyTrainer trainer = new PolicyTrainer(
          plan,
          objective,
          sampling,
          dataset,
          context.recorded().apply(sampler),
          learner,
          reference,
          microBatches,
          tolerance,
          context.observer(),
          context.stop(),
          context.seed());
      context.train(trainer::train, firstStep, trainer::wholeStep);
    } finally {
      if (reference != null) {
        reference.close();
      }
    }
  }
}
