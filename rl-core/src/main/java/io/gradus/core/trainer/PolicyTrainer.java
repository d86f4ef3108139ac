package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Divergence;
import io.gradus.core.Experience;
import io.gradus.core.Judge;
import io.gradus.core.Minibatch;
import io.gradus.core.Rollouts;
import io.gradus.core.RunFailure;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.StopSignal;
import io.gradus.core.curriculum.Outcome;
import io.gradus.core.curriculum.ProblemChoice;
import io.gradus.core.objective.MinibatchLoss;
import io.gradus.core.objective.NonFiniteLoss;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.TokenLogProbs;
import io.gradus.core.objective.UpdatePlace;
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
  private final ProblemChoice choice;
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
   * @param rollouts samples from the same policy that the learner updates
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
    this.choice =
        exploration.curriculum().over(exploration.dataset(), seed, plan.problemsPerStep());
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

  /** Returns the choice of problems. Its state belongs to a checkpoint. */
  public ProblemChoice choice() {
    return choice;
  }

  private void step(long step) {
    StepLog log = new StepLog(step);
    Gathering.Gathered groups =
        log.time("sampling", step, this::gather); // 5-8: q ~ D, o_i ~ pi_old, r_i
    scorers.score(groups.kept(), log); // log pi_ref of each token
    List<Experience> experience = objective.experience(
        groups.kept(), scorers, step, learner.coefficients()); // 9: the advantage of each token
    objective.correction().ifPresent(correction -> log.corrected(experience));
    observer.sampled(step, groups.sampled(), experience);
    for (int epoch = 1; epoch <= plan.epochsPerStep(); epoch++) { // 10: mu passes
      for (Minibatch minibatch :
          Minibatch.shuffled(experience, plan.minibatchSize(), seed, step, epoch)) {
        update(step, minibatch, log); // 11: up J_GRPO
      }
    }
    log.follow(objective, learner.coefficients());
    // The choice learns only now. If the run stops before this line, the saved state must not
    // include this step.
    choice.learn(step, Outcome.of(groups.sampled()));
    log.learned(choice);
    scorers.refresh(step); // 3: pi_ref <- pi_theta, every few steps
    completed = OptionalLong.of(step);
    log.warnings(groups);
    log.worked(learner, scorers, groups);
    observer.updated(step, groups.sampled(), log.tokens());
    observer.finished(step, log.metrics(groups, learner.learningRate(step)), log.warnings());
  }

  private Gathering.Gathered gather(long step) {
    Gathering.Gathered groups = exploration
        .gathering()
        .gather(new GatheringStep(step, exploration, choice, rollouts, judge, stop, seed));
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
    return groups.plus(List.of(), choice.notes(step), Map.of());
  }

  private void update(long step, Minibatch minibatch, StepLog log) {
    MinibatchLoss loss = objective.over(
        minibatch,
        exploration.sampling().maxTokens(),
        new UpdatePlace(seed, step, log.updates() + 1),
        learner.coefficients());
    Attended attended = learner.sequencesAreIndependent() && !loss.surveys()
        ? Attended.of(loss, minibatch.size())
        : Attended.all(minibatch.size());
    List<TokenSequence> sequences = attended.of(minibatch).stream()
        .map(experience -> TokenSequence.of(experience.completion()))
        .toList();
    try {
      if (loss.surveys()) {
        log.time("survey", step, s -> survey(minibatch, loss, sequences));
      }
      double norm = log.time(
          "update",
          step,
          s -> learner.update(
              s,
              sequences,
              exploration.sampling().temperature(),
              scorers.teachings(loss.divergences(), attended.of(minibatch)),
              (from, logProbs) -> gradient(s, minibatch, attended, from, logProbs, loss, log),
              stop::check));
      completed = OptionalLong.empty();
      log.skipped(minibatch.size() - attended.size());
      log.updated(norm, learner.expertLoads());
    } catch (NonFiniteLoss e) {
      throw new RunFailure(
          "step %d: %s. The weights did not change".formatted(step, e.getMessage()), e);
    }
  }

  /** Shows the loss all tokens of the optimizer step before its first gradient. */
  private int survey(Minibatch minibatch, MinibatchLoss loss, List<TokenSequence> sequences) {
    List<LogProbs> present =
        learner.score(sequences, exploration.sampling().temperature(), stop::check);
    loss.survey(
        i -> tokens(minibatch.experiences().get(i).completion(), present.get(i), 0, List.of()));
    return present.size();
  }

  private TokenGradients gradient(
      long step,
      Minibatch minibatch,
      Attended attended,
      int from,
      LogProbs policy,
      MinibatchLoss loss,
      StepLog log) {
    int n = policy.logProbs().length;
    float[][] gradients = new float[n][];
    float[][] entropyGradients = new float[loss.needsEntropyGradient() ? n : 0][];
    List<Divergence> divergences = loss.divergences();
    List<float[][]> divergenceGradients =
        divergences.stream().map(divergence -> new float[n][]).toList();
    for (int i = 0; i < n; i++) {
      int index = attended.indices().get(from + i);
      Experience experience = minibatch.experiences().get(index);
      boolean present = Agreement.applies(experience.completion(), learner.weights());
      if (present) {
        log.difference(agreement.check(step, experience, policy.logProbs()[i]));
      }
      SequenceLoss sequence =
          loss.evaluate(index, tokens(experience.completion(), policy, i, divergences));
      log.add(experience.completion(), sequence, attended.standsFor().get(from + i), present);
      gradients[i] = loss.slopes(index, sequence.gradient());
      if (loss.needsEntropyGradient()) {
        entropyGradients[i] = loss.slopes(index, sequence.entropyGradient());
      }
      for (int k = 0; k < divergences.size(); k++) {
        divergenceGradients.get(k)[i] =
            loss.slopes(index, sequence.divergenceGradient(divergences.get(k)));
      }
    }
    return new TokenGradients(gradients, entropyGradients, divergenceGradients);
  }

  /**
   * Returns the numbers of a completion's tokens. The old policy's are the sampler's, or the trainer's if a correction
   * needs them.
   */
  private TokenLogProbs tokens(
      Completion completion, LogProbs numbers, int i, List<Divergence> divergences) {
    float[] policy = numbers.logProbs()[i];
    float[] recomputed = scorers.of(ScorerLogProbs.OLD, completion);
    float[] old = recomputed.length > 0 ? recomputed : completion.behaviour().orElse(policy);
    Map<Divergence, double[]> taught = new LinkedHashMap<>();
    for (int k = 0; k < divergences.size(); k++) {
      taught.put(divergences.get(k), TokenLogProbs.wide(numbers.divergences().get(k)[i]));
    }
    Map<String, double[]> frozen = new LinkedHashMap<>();
    completion
        .behaviour()
        .ifPresent(sampler -> frozen.put(ScorerLogProbs.BEHAVIOUR, TokenLogProbs.wide(sampler)));
    for (String name : scorers.names()) {
      frozen.put(name, TokenLogProbs.wide(scorers.of(name, completion)));
    }
    return new TokenLogProbs(
        TokenLogProbs.wide(policy),
        TokenLogProbs.wide(old),
        frozen,
        TokenLogProbs.wide(numbers.entropies()[i]),
        taught);
  }
}
