package io.gradus.experiments.stage;

import io.gradus.core.Completion;
import io.gradus.core.Dataset;
import io.gradus.core.Judge;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Sampling;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.UserError;
import io.gradus.core.advantage.Advantage;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.curriculum.Curriculum;
import io.gradus.core.curriculum.DataOrder;
import io.gradus.core.engine.Matmul;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.RewardTrial;
import io.gradus.core.policy.MemoryPlan;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.optimizer.Optimizer;
import io.gradus.core.text.Template;
import io.gradus.core.text.Tokenizer;
import io.gradus.core.trainer.Exploration;
import io.gradus.core.trainer.FrozenPolicy;
import io.gradus.core.trainer.Gathering;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.OnPolicy;
import io.gradus.core.trainer.Plan;
import io.gradus.core.trainer.PolicyTrainer;
import io.gradus.core.trainer.Scorers;
import io.gradus.core.trainer.StepEnds;
import io.gradus.experiments.rewardmodel.RewardModel;
import io.gradus.rollouts.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Group-relative policy optimization (arXiv:2402.03300) and its family. */
@About("group-relative policy optimization (arXiv:2402.03300) and its family")
public record GrpoStage(
    @About("problems to sample completions for") Dataset dataset,

    @Default("{type: data-order}") @About("chooses the problems of each step")
    Curriculum curriculum,

    Plan plan,
    Sampling sampling,

    @Default("{type: on-policy}") @About("how the groups of a step are made")
    Gathering gathering,

    Objective objective,
    @About("turns gradients into steps") Optimizer optimizer,

    @About("the run stops if a token's log-probs of sampler and trainer differ by more; absent: "
        + "1e-3 in float32, 0.5 in bfloat16")
    Optional<Double> maxDifference)
    implements Stage {
  private static final double SINGLE = 1e-3;
  private static final double HALF = 0.5;

  public GrpoStage {
    if (sampling.temperature() == 0) {
      throw new IllegalArgumentException(
          "sampling.temperature: must be above 0 in training, because greedy completions of a "
              + "problem are all the same");
    }
    checkBaselines(plan, gathering, objective.advantage());
    if (maxDifference.isPresent() && !(maxDifference.get() > 0)) {
      throw new IllegalArgumentException(
          "max-difference: must be positive, but is " + maxDifference.get());
    }
  }

  /** Creates a stage with on-policy groups and the default tolerance. */
  public static GrpoStage of(
      Dataset dataset, Plan plan, Sampling sampling, Objective objective, Optimizer optimizer) {
    return new GrpoStage(
        dataset,
        new DataOrder(),
        plan,
        sampling,
        new OnPolicy(),
        objective,
        optimizer,
        Optional.empty());
  }

  /** Refuses an advantage that finds no baseline, and one that finds two. */
  private static void checkBaselines(Plan plan, Gathering gathering, Advantage advantage) {
    if (advantage.readsBaseline() && !gathering.drawsBaseline()) {
      throw new IllegalArgumentException(
          "gathering: the advantage greedy-baseline compares with the policy's likeliest answer, which this gathering does not draw. Set gathering: greedy-baseline");
    }
    if (gathering.drawsBaseline() && !advantage.readsBaseline()) {
      throw new IllegalArgumentException(
          "objective.advantage: has a baseline of its own, and gathering: greedy-baseline draws a second one. Set advantage: greedy-baseline, or gathering: on-policy");
    }
    if (plan.groupSize() < advantage.leastGroup()) {
      throw new IllegalArgumentException(
          "plan.group-size: the advantage compares the completions of a group, but a group has only %d, so nothing can be learned. Set it to 8 or 16, or set advantage: whitened"
              .formatted(plan.groupSize()));
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
  public Optional<Learning> learning() {
    return Optional.of(new Learning(optimizer));
  }

  @Override
  public Optional<Reading> reading() {
    return Optional.of(new Reading(dataset, plan.problemsPerStep(), curriculum));
  }

  @Override
  public Set<String> frozenModels() {
    return objective.needsReference() ? Set.of(ScorerLogProbs.REFERENCE) : Set.of();
  }

  @Override
  public Set<String> teachers() {
    Set<String> names = new TreeSet<>(objective.scorers());
    names.addAll(objective.teachers());
    names.removeAll(Set.of(ScorerLogProbs.REFERENCE, ScorerLogProbs.OLD));
    return names;
  }

  @Override
  public Optional<Exploration> exploration() {
    return Optional.of(new Exploration(
        dataset, curriculum, plan, sampling, gathering, objective, maxDifference.orElse(SINGLE)));
  }

  @Override
  public List<String> faults(Tokenizer tokenizer, int context) {
    List<String> faults = new ArrayList<>();
    Sampler.faults(sampling, tokenizer, context).forEach(fault -> faults.add("sampling." + fault));
    objective
        .reward()
        .stepwise()
        .ifPresent(steps -> StepEnds.faults(steps, tokenizer)
            .forEach(fault -> faults.add("objective.reward.steps." + fault)));
    return faults;
  }

  @Override
  public void examine(Tokenizer tokenizer, Template template, int context, long seed) {
    for (Problem problem : reading().orElseThrow().ahead(seed)) {
      var unused =
          Sampler.prompt(gathering.longest(problem), tokenizer, template, sampling, context);
    }
    List<String> faults =
        new ArrayList<>(gathering.faults(known(tokenizer, template, context, seed)));
    curriculum.faults(dataset).forEach(fault -> faults.add("curriculum." + fault));
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
    RewardTrial.cannotJudge(
            RewardModel.standIn(objective.reward()), reading().orElseThrow().firstStep(seed))
        .ifPresent(why -> {
          throw new UserError(
              "objective.reward: can judge none of the problems of the first step: " + why);
        });
  }

  private Gathering.Known known(Tokenizer tokenizer, Template template, int context, long seed) {
    return new Gathering.Known() {
      @Override
      public List<Problem> problems() {
        return reading().orElseThrow().ahead(seed);
      }

      @Override
      public List<Problem> problems(Dataset other, int batch) {
        return new Reading(other, batch).ahead(seed);
      }

      @Override
      public int maxTokens() {
        return sampling.maxTokens();
      }

      @Override
      public Completion expert(Problem problem) {
        return Sampler.expert(problem, tokenizer, template, context);
      }
    };
  }

  @Override
  public List<Problem> shown(Tokenizer tokenizer, Template template, int context, long seed) {
    return gathering.shown(known(tokenizer, template, context, seed));
  }

  @Override
  public MemoryPlan.Load load(
      Tokenizer tokenizer, Template template, int context, long seed, int microBatchTokens) {
    int prompt = 1;
    for (Problem problem : shown(tokenizer, template, context, seed)) {
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
  public void run(StageHost host, long firstStep) {
    Policy policy = host.policy();
    double tolerance =
        maxDifference.orElse(policy.compute().matmul() == Matmul.BFLOAT16 ? HALF : SINGLE);
    MicroBatches microBatches = new MicroBatches(
        plan.microBatch(), plan.microBatchTokens().orElse(host.microBatchTokens()));
    Set<String> scored = objective.scorers();
    Map<String, FrozenPolicy> frozen = new TreeMap<>();
    frozenModels().forEach(name -> frozen.put(name, FrozenPolicy.of(host.frozen(name))));
    teachers().forEach(name -> frozen.put(name, host.teacher(name, scored.contains(name))));
    if (objective.correction().isPresent()) {
      frozen.put(ScorerLogProbs.OLD, FrozenPolicy.of(policy));
    }
    Scorers scorers = new Scorers(frozen, microBatches, sampling.temperature(), host.stop());
    objective
        .refreshReference()
        .ifPresent(every -> scorers.refreshReference(
            policy, every, step -> host.refreshed(ScorerLogProbs.REFERENCE, step)));
    Reward reward = host.loaded(objective.reward());
    Judge judge = host.recorded().judge(group -> RewardTrial.judge(reward, group));
    PolicyTrainer trainer = new PolicyTrainer(
        new Exploration(dataset, curriculum, plan, sampling, gathering, objective, tolerance),
        host.recorded()
            .rollouts(
                new Sampler(policy, host.tokenizer(), host.template(), host.seed(), host.stop())),
        objective.advantage().readsSteps() ? new StepEnds(judge, host.tokenizer()) : judge,
        host.learner(optimizer, microBatches),
        scorers,
        host.observer(),
        host.stop(),
        host.seed());
    host.chooses(trainer.choice());
    trainer.train(firstStep);
  }
}
