package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Rollouts;
import io.gradus.core.StopSignal.StopRequested;
import io.gradus.core.objective.PolicyLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the loop turns a step's completions into optimizer steps, and where it can be left. */
class OptimizerStepsTest {

  @Test
  void aStepOnPolicyHasRatiosOfOne() {
    try (TinyRun run = new TinyRun()) {
      run.train();
      assertThat(run.optimizerSteps).isEqualTo(1);
      assertThat(run.figure(1, "ratio_deviation")).isLessThan(1e-4);
      assertThat(run.figure(1, "clip/region")).isZero();
    }
  }

  @Test
  void everyEpochMakesAStepOfEachMinibatch() {
    try (TinyRun run = new TinyRun()) {
      run.plan = TinyRun.plan(2, 2, 6, 3, Optional.of(5));
      run.train();
      // 12 completions in minibatches of 5 at the most: 3 of 4, in 3 epochs, in 2 steps.
      assertThat(run.optimizerSteps).isEqualTo(3 * 3 * 2);
      assertThat(run.figure(1, "trained_sequences")).isEqualTo(3 * 12);
      // The policy has moved since it sampled; agreement is asked of the first minibatch alone.
      assertThat(run.figure(1, "ratio_deviation")).isGreaterThan(1e-3);
      assertThat(run.figure(1, "sampler_trainer_difference")).isLessThan(1e-4);
    }
  }

  @Test
  void theSameSeedGivesTheSameWeightsToTheLastBit() {
    String[] hashes = new String[2];
    for (int i = 0; i < 2; i++) {
      try (TinyRun run = new TinyRun()) {
        run.plan = TinyRun.plan(5, 2, 4, 2, Optional.of(3));
        run.train();
        hashes[i] = run.hash();
      }
    }
    assertThat(hashes[1]).isEqualTo(hashes[0]);
  }

  @Test
  void aStopThatCameWhileSamplingLeavesTheWeights() {
    try (TinyRun run = new TinyRun()) {
      String before = run.hash();
      Rollouts plain = run.rollouts;
      run.rollouts = draws -> {
        run.stop.request();
        run.stop.check();
        return plain.sample(draws);
      };
      assertThatThrownBy(run::train).isInstanceOf(StopRequested.class);
      assertThat(run.hash()).isEqualTo(before);
      assertThat(run.metrics).isEmpty();
    }
  }

  @Test
  void aStopBetweenMicroBatchesLeavesTheWeights() {
    try (TinyRun run = new TinyRun()) {
      String before = run.hash();
      PolicyLoss loss = run.loss;
      int[] evaluated = new int[1];
      run.loss = sequence -> {
        // In the second of three micro-batches of at the most three sequences.
        if (++evaluated[0] == 4) {
          run.stop.request();
        }
        loss.add(sequence);
      };
      assertThatThrownBy(run::train).isInstanceOf(StopRequested.class);
      assertThat(evaluated[0]).isLessThan(8);
      assertThat(run.hash()).isEqualTo(before);
      assertThat(run.optimizerSteps).isZero();
    }
  }

  @Test
  void theNextStepStartsWithoutTheGradientOfAnUnfinishedOne() {
    String undisturbed;
    try (TinyRun run = new TinyRun()) {
      run.train();
      undisturbed = run.hash();
    }
    try (TinyRun run = new TinyRun()) {
      PolicyLoss loss = run.loss;
      int[] evaluated = new int[1];
      run.loss = sequence -> {
        loss.add(sequence);
        // Once, in the last of three micro-batches.
        if (++evaluated[0] == 7) {
          throw new IllegalStateException("left in the middle");
        }
      };
      assertThatThrownBy(run::train).hasMessageContaining("left in the middle");
      assertThat(run.policy.gradientNorm()).as("the gradient left behind").isGreaterThan(1e-3);
      run.train();
      assertThat(run.hash()).isEqualTo(undisturbed);
    }
  }

  @Test
  void aStopWhileGroupsAreJudgedIsHeededBeforeTheNextGroup() {
    try (TinyRun run = new TinyRun()) {
      String before = run.hash();
      List<String> judged = new ArrayList<>();
      run.reward = (problem, completion) -> {
        judged.add(problem.id());
        run.stop.request();
        return TinyRun.countOfB(problem, completion);
      };
      assertThatThrownBy(run::train).isInstanceOf(StopRequested.class);
      assertThat(judged).hasSize(4).containsOnly("letters-1-0");
      assertThat(run.hash()).isEqualTo(before);
    }
  }
}
