package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Judge;
import io.gradus.core.Minibatch;
import io.gradus.core.Rollouts;
import io.gradus.core.RunFailure;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StopSignal;
import io.gradus.core.objective.MinibatchLoss;
import io.gradus.core.objective.NonFiniteLoss;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.ScorerLogProbs;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.TokenLogProbs;
import io.gradus.core.policy.LogProbs;
import io.gradus.core.policy.TokenGradients;
import io.gradus.core.policy.TokenSequence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Group-relative policy optimization in all its variants. The {@link Exploration} decides what Algorithm 1 leaves open.
 */
public final class PolicyTrainer {
  private final Exploration exploration;
  private final Plan plan;
  private final Objective objective;
  private final Rollouts rollouts;
  private final Judge judge;
  private final Learner learner;
  private final Scorers scorers;
  private final Agreement agreement;
  private final StepObserver observer;
  private final StopSignal stop;
  private final long seed;
  private OptionalLong completed = OptionalLong.empty();

  /**
   * @param rollouts samples from the same policy that the learner moves
   * @param judge scores groups; usually {@link Objective#judge}
   * @param scorers the frozen policies that {@link Objective#scorers} names
   */
  public PolicyTrainer(
      Exploration exploration,
      Rollouts rollouts,
      Judge judge,
      Learner learner,
      Scorers scorers,
      StepObserver observer,
      StopSignal stop,
      long seed) {
    this.exploration = exploration;
    this.plan = exploration.plan();
    this.objective = exploration.objective();
    this.rollouts = rollouts;
    this.judge = judge;
    this.learner = learner;
    this.scorers = scorers;
    this.agreement = new Agreement(exploration.maxDifference());
    this.observer = observer;
    this.stop = stop;
    this.seed = seed;
  }

  /**
   * Runs Algorithm 1 of arXiv:2402.03300; the numbers in comments are its lines.
   *
   * @throws StopSignal.StopRequested with the step that the weights completed, if a stop was requested
   */
  public void train(long firstStep) {
    completed = OptionalLong.of(firstStep - 1);
    try {
      for (long step = firstStep; step <= plan.steps(); step++) {
        step(step);
      }
    } catch (StopSignal.StopRequested e) {
      throw e.at(completed);
    }
  }

  private void step(long step) {
    StepLog log = new StepLog(step);
    Gathering.Gathered groups =
        log.time("sampling", step, this::gather); // 5-8: q ~ D, o_i ~ pi_old, r_i
    scorers.score(groups.kept()); // log pi_ref of each token
    List<Experience> experience =
        objective.experience(groups.kept(), scorers); // 9: the group-relative advantage
    observer.sampled(step, groups.sampled(), experience);
    for (int epoch = 1; epoch <= plan.epochsPerStep(); epoch++) { // 10: mu passes
      for (Minibatch minibatch :
          Minibatch.shuffled(experience, plan.minibatchSize(), seed, step, epoch)) {
        update(step, minibatch, log); // 11: up J_GRPO
      }
    }
    scorers.refresh(step); // 3: pi_ref <- pi_theta, every few steps
    completed = OptionalLong.of(step);
    log.warnings(groups);
    observer.finished(step, log.metrics(groups, learner.learningRate(step)), log.warnings());
  }

  private Gathering.Gathered gather(long step) {
    Gathering.Gathered groups = exploration
        .gathering()
        .gather(new GatheringStep(step, exploration, rollouts, judge, stop, seed));
    if (groups.sampled().stream().noneMatch(group -> group.rewards().length > 0)) {
      ScoredGroup first = groups.sampled().get(0);
      throw new RunFailure(
          "step %d: none of its %d completions could be judged: %s (problem '%s'). The weights did not change. Fix the reward, or what it needs, and continue with --resume"
              .formatted(
                  step,
                  groups.sampled().stream()
                      .mapToInt(group -> group.group().size())
                      .sum(),
                  first.scores().get(0).why(),
                  first.group().problem().id()));
    }
    return groups;
  }

  private void update(long step, Minibatch minibatch, StepLog log) {
    MinibatchLoss loss = objective.over(minibatch, exploration.sampling().maxTokens(), step);
    List<TokenSequence> sequences = minibatch.experiences().stream()
        .map(experience -> TokenSequence.of(experience.completion()))
        .toList();
    try {
      double norm = log.time(
          "update",
          step,
          s -> learner.update(
              s,
              sequences,
              exploration.sampling().temperature(),
              (from, logProbs) -> gradient(s, minibatch, loss, from, logProbs, log),
              stop::check));
      completed = OptionalLong.empty();
      log.updated(norm, learner.expertLoads());
    } catch (NonFiniteLoss e) {
      throw new RunFailure(
          "step %d: %s. The weights did not change".formatted(step, e.getMessage()), e);
    }
  }

  private TokenGradients gradient(
      long step, Minibatch minibatch, MinibatchLoss loss, int from, LogProbs policy, StepLog log) {
    int n = policy.logProbs().length;
    float[][] gradients = new float[n][];
    float[][] entropyGradients = new float[loss.needsEntropyGradient() ? n : 0][];
    for (int i = 0; i < n; i++) {
      Experience experience = minibatch.experiences().get(from + i);
      boolean present = Agreement.applies(experience.completion(), learner.weights());
      if (present) {
        log.difference(agreement.check(step, experience, policy.logProbs()[i]));
      }
      SequenceLoss sequence = loss.evaluate(
          from + i, tokens(experience.completion(), policy.logProbs()[i], policy.entropies()[i]));
      log.add(sequence, present);
      gradients[i] = loss.slopes(from + i, sequence.gradient());
      if (loss.needsEntropyGradient()) {
        entropyGradients[i] = loss.slopes(from + i, sequence.entropyGradient());
      }
    }
    return new TokenGradients(gradients, entropyGradients);
  }

  /**
   * Returns the log-probs of a completion. Those of the old policy are the sampler's, or the trainer's if a correction
   * needs them.
   */
  private TokenLogProbs tokens(Completion completion, float[] policy, float[] entropies) {
    float[] recomputed = scorers.of(ScorerLogProbs.OLD, completion);
    float[] old = recomputed.length > 0 ? recomputed : completion.behaviour().orElse(policy);
    Map<String, double[]> frozen = new LinkedHashMap<>();
    for (String name : scorers.names()) {
      frozen.put(name, TokenLogProbs.wide(scorers.of(name, completion)));
    }
    return new TokenLogProbs(
        TokenLogProbs.wide(policy), TokenLogProbs.wide(old), frozen, TokenLogProbs.wide(entropies));
  }
}
