package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Dataset;
import io.gradus.core.Experience;
import io.gradus.core.Minibatch;
import io.gradus.core.Rollouts;
import io.gradus.core.RunFailure;
import io.gradus.core.Sampling;
import io.gradus.core.StopSignal;
import io.gradus.core.objective.MinibatchLoss;
import io.gradus.core.objective.NonFiniteLoss;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.TokenLogProbs;
import io.gradus.core.policy.LogProbs;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenGradients;
import io.gradus.core.policy.TokenSequence;
import io.gradus.core.reporting.RewardReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Group-relative policy optimization, whatever its variant: what Algorithm 1 leaves open is the {@link Objective}. */
public final class PolicyTrainer {
  private final Plan plan;
  private final Objective objective;
  private final Sampling sampling;
  private final Gathering gathering;
  private final Learner learner;
  private final Agreement agreement;
  private final ReferenceLogProbs reference;
  private final StepObserver observer;
  private final StopSignal stop;
  private final long seed;
  private long wholeStep;

  /**
   * @param rollouts samples from the same policy that the learner moves
   * @param reference the frozen policy of the objective's KL term, where it needs one
   * @param microBatches how the reference scores a step's completions
   * @param tolerance the greatest difference between a log-prob of the sampler and of the trainer; above it the run stops
   */
  public PolicyTrainer(
      Plan plan,
      Objective objective,
      Sampling sampling,
      Dataset dataset,
      Rollouts rollouts,
      Learner learner,
      @Nullable Policy reference,
      MicroBatches microBatches,
      double tolerance,
      StepObserver observer,
      StopSignal stop,
      long seed) {
    this.plan = plan;
    this.objective = objective;
    this.sampling = sampling;
    this.learner = learner;
    this.observer = observer;
    this.stop = stop;
    this.seed = seed;
    gathering = new Gathering(dataset, rollouts, objective, plan, stop, seed);
    agreement = new Agreement(tolerance);
    this.reference = new ReferenceLogProbs(reference, microBatches, sampling.temperature(), stop);
  }

  /** Algorithm 1 of arXiv:2402.03300; the numbers are its lines. */
  public void train(long firstStep) {
    wholeStep = firstStep - 1;
    for (long step = firstStep; step <= plan.steps(); step++) {
      StepLog log = new StepLog(step);
      Gathering.Gathered groups =
          log.time("sampling", step, gathering::gather); // 5-8: q ~ D, o_i ~ pi_old, r_i
      List<Experience> experience =
          objective.experience(groups.kept()); // 9: the group-relative advantage
      observer.sampled(step, groups.sampled(), experience);
      reference.score(experience);
      for (int epoch = 1; epoch <= plan.epochsPerStep(); epoch++) { // 10: mu passes
        for (Minibatch minibatch :
            Minibatch.shuffled(experience, plan.minibatchSize(), seed, step, epoch)) {
          update(step, minibatch, log); // 11: up J_GRPO
        }
      }
      wholeStep = step;
      log.warnings(new RewardReport(groups.sampled()), groups.shortfall());
      observer.finished(step, log.metrics(groups, learner.learningRate(step)), log.warnings());
    }
  }

  private void update(long step, Minibatch minibatch, StepLog log) {
    MinibatchLoss loss = objective.over(minibatch, sampling.maxTokens());
    List<TokenSequence> sequences =
        minibatch.experiences().stream().map(PolicyTrainer::sequence).toList();
    // Only before the first optimizer step of a step are sampler and trainer the same policy.
    boolean onPolicy = log.updates() == 0;
    try {
      double norm = log.time(
          "update",
          step,
          s -> learner.update(
              s,
              sequences,
              sampling.temperature(),
              (from, logProbs) -> gradient(s, minibatch, loss, from, logProbs, onPolicy, log),
              this::leave));
      wholeStep = step - 1 == wholeStep ? -1 : wholeStep;
      log.updated(norm, learner.expertLoads());
    } catch (NonFiniteLoss e) {
      throw new RunFailure(
          "step %d: %s. The weights were not touched".formatted(step, e.getMessage()), e);
    }
  }

  private TokenGradients gradient(
      long step,
      Minibatch minibatch,
      MinibatchLoss loss,
      int from,
      LogProbs logProbs,
      boolean onPolicy,
      StepLog log) {
    int n = logProbs.logProbs().length;
    float[][] gradients = new float[n][];
    float[][] entropyGradients = new float[loss.needsEntropyGradient() ? n : 0][];
    for (int i = 0; i < n; i++) {
      Experience experience = minibatch.experiences().get(from + i);
      Completion completion = experience.completion();
      SequenceLoss sequence = loss.evaluate(
          from + i,
          TokenLogProbs.of(
              logProbs.logProbs()[i],
              completion.samplingLogProbs(),
              reference.of(completion),
              logProbs.entropies()[i]));
      if (onPolicy) {
        log.difference(agreement.check(step, experience, logProbs.logProbs()[i]));
      }
      log.add(sequence, onPolicy);
      gradients[i] = narrow(sequence.gradient());
      if (loss.needsEntropyGradient()) {
        entropyGradients[i] = narrow(sequence.entropyGradient());
      }
    }
    return new TokenGradients(gradients, entropyGradients);
  }

  private void leave() {
    stop.check();
  }

  /** The step whose end the present weights are, or -1 in the middle of a step's optimizer steps. */
  public long wholeStep() {
    return wholeStep;
  }

  private static TokenSequence sequence(Experience experience) {
    return new TokenSequence(
        experience.group().promptTokens(), experience.completion().tokens());
  }

  private static float[] narrow(double[] wide) {
    float[] narrow = new float[wide.length];
    for (int i = 0; i < wide.length; i++) {
      narrow[i] = (float) wide[i];
    }
    return narrow;
  }
}
