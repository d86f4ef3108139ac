package io.gradus.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.Sampling;
import io.gradus.core.Score;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.StopSignal;
import io.gradus.core.Verdict;
import io.gradus.core.advantage.Standardized;
import io.gradus.core.filter.Everything;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.Reduction;
import io.gradus.core.objective.Reference;
import io.gradus.core.objective.SequenceMean;
import io.gradus.core.objective.TokenMean;
import io.gradus.core.objective.loss.Cispo;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.loss.Gspo;
import io.gradus.core.objective.loss.Sapo;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.objective.reference.NoReference;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.optimizer.AdamWSettings;
import io.gradus.core.policy.optimizer.Constant;
import io.gradus.core.tensorfile.Hashes;
import io.gradus.core.trainer.Exploration;
import io.gradus.core.trainer.FrozenPolicy;
import io.gradus.core.trainer.Learner;
import io.gradus.core.trainer.MicroBatches;
import io.gradus.core.trainer.OnPolicy;
import io.gradus.core.trainer.Plan;
import io.gradus.core.trainer.PolicyTrainer;
import io.gradus.core.trainer.Scorers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sanity gate of every policy gradient: if one letter is rewarded, the policy learns to write it. */
class LearningTest {
  private static final int STEPS = 100;

  /** Metrics of a run by step, and the hash of its final weights. */
  record Run(List<Map<String, Double>> steps, String hash) {
    double figure(int step, String name) {
      return Objects.requireNonNull(steps.get(step - 1).get(name), name);
    }
  }

  /** Returns the share of a completion's tokens that are the letter c. */
  private static Score shareOfC(Problem problem, Completion completion) {
    int c = Letters.TOKENIZER.token("c").orElseThrow();
    double share = Arrays.stream(completion.tokens()).filter(t -> t == c).count()
        / (double) completion.length();
    return Score.of(share, share == 1 ? Verdict.CORRECT : Verdict.WRONG, "", "share of c");
  }

  private static Run train(Reference reference, int steps, int epochs) {
    return train(
        new ClippedSurrogate(0.2, 0.2, Optional.empty()),
        new SequenceMean(),
        reference,
        steps,
        epochs);
  }

  private static Run train(
      PolicyLoss loss, Reduction reduction, Reference reference, int steps, int epochs) {
    Plan plan =
        new Plan(steps, 4, 8, epochs, Optional.empty(), Optional.empty(), Optional.of(2048));
    Objective objective = new Objective(
        LearningTest::shareOfC,
        new Everything(),
        new Standardized(1e-6),
        loss,
        reduction,
        reference,
        0);
    StopSignal stop = new StopSignal();
    Sampling sampling = Letters.sampling(1, 4, 256);
    AdamWSettings adamw =
        new AdamWSettings(5e-3, 0.9, 0.999, 1e-8, 0, 1, 0, new Constant(), MomentStates.FLOAT32);
    List<Map<String, Double>> metrics = new ArrayList<>();
    try (Policy policy = Letters.policy(4);
        Policy frozen = policy.copy();
        Learner learner =
            new Learner(policy, adamw, new MicroBatches(plan.microBatch(), 2048), steps)) {
      new PolicyTrainer(
              new Exploration(new Letters(), plan, sampling, new OnPolicy(), objective, 1e-4),
              Letters.sampler(policy, stop),
              objective::judge,
              learner,
              new Scorers(
                  reference.needed()
                      ? Map.of(ScorerLogProbs.REFERENCE, FrozenPolicy.of(frozen))
                      : Map.of(),
                  new MicroBatches(plan.microBatch(), 2048),
                  sampling.temperature(),
                  stop),
              (step, figures, warnings) -> metrics.add(figures),
              stop,
              Letters.SEED)
          .train(1);
      return new Run(metrics, Hashes.tensors(policy.tensors()));
    }
  }

  @Test
  void theRewardRisesAndAReferenceRestrainsThePolicy() {
    Run free = train(new NoReference(), STEPS, 1);
    Run held = train(new K3(1), STEPS, 1);
    assertThat(free.figure(1, "reward/mean")).isLessThan(0.4);
    assertThat(mean(free, "reward/mean")).isGreaterThan(0.95);

    // at first the policy equals its reference
    assertThat(held.figure(1, "kl")).isLessThan(1e-6);
    assertThat(mean(held, "kl")).isPositive();
    assertThat(mean(held, "reward/mean")).isLessThan(mean(free, "reward/mean") - 0.1);
    assertThat(mean(held, "entropy")).isGreaterThan(mean(free, "entropy"));
    for (int step = 1; step <= STEPS; step++) {
      assertThat(free.figure(step, "sampler_trainer_difference")).isLessThan(1e-4);
      assertThat(held.figure(step, "sampler_trainer_difference")).isLessThan(1e-4);
    }
  }

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of(new Gspo(3e-4, 4e-4), new SequenceMean()),
        Arguments.of(new Cispo(Optional.empty(), 4), new TokenMean()),
        Arguments.of(new Sapo(1, 1.05), new SequenceMean()));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void theRewardRisesWithEveryLossThatHasARatio(PolicyLoss loss, Reduction reduction) {
    Run run = train(loss, reduction, new NoReference(), STEPS, 2);
    assertThat(run.figure(1, "reward/mean")).isLessThan(0.4);
    assertThat(mean(run, "reward/mean")).isGreaterThan(0.95);
    assertThat(run.steps()).anyMatch(step -> step.getOrDefault("ratio_deviation", 0.0) > 1e-3);
  }

  /** Returns the mean over the last ten steps. */
  private static double mean(Run run, String name) {
    double sum = 0;
    for (int step = STEPS - 9; step <= STEPS; step++) {
      sum += run.figure(step, name) / 10;
    }
    return sum;
  }

  @Test
  void theSameSeedGivesTheSameWeightsToTheLastBit() {
    assertThat(train(new K3(0.04), 6, 2).hash())
        .isEqualTo(train(new K3(0.04), 6, 2).hash());
  }
}
