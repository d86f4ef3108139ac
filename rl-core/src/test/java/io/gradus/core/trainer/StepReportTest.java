package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.FinishReason;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Rollouts;
import io.gradus.core.RunFailure;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.filter.AnySignal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a step cannot learn from is told in words, with the step and a sample; the run goes on. */
class StepReportTest {

  private static Map<String, Double> metrics(TinyRun run, long step) {
    return Objects.requireNonNull(run.metrics.get(step));
  }

  @Test
  void aConstantRewardIsToldAndMovesNothing() {
    try (TinyRun run = new TinyRun()) {
      String before = run.hash();
      run.reward = (problem, completion) -> Score.of(0.25, Verdict.WRONG, "x", "always so");
      run.train();
      assertThat(run.warnings).hasSize(1);
      assertThat(run.warnings.get(0))
          .contains("step 1", "every one of 8 completions has the reward 0.25")
          .contains("problem 'letters-1-0'", "always so");
      assertThat(run.hash()).isEqualTo(before);
      assertThat(metrics(run, 1)).containsEntry("gradient_norm", 0.0);
    }
  }

  @Test
  void groupsWithoutSignalAreToldThoughTheirRewardsDiffer() {
    try (TinyRun run = new TinyRun()) {
      String before = run.hash();
      run.reward = (problem, completion) ->
          Score.of(problem.id().endsWith("-0") ? 1 : 0, Verdict.WRONG, "", "by its problem alone");
      run.train();
      assertThat(run.warnings).hasSize(1);
      assertThat(run.warnings.get(0))
          .contains("step 1", "the rewards do not differ in any of 2 groups")
          .contains("problem 'letters-1-0'");
      assertThat(run.hash()).isEqualTo(before);
    }
  }

  @Test
  void aLossWithoutASlopeIsTold() {
    try (TinyRun run = new TinyRun()) {
      run.loss = sequence -> {};
      run.train();
      assertThat(run.warnings).hasSize(1);
      assertThat(run.warnings.get(0))
          .contains("step 1: rewards differ, but the gradient is exactly 0");
    }
  }

  @Test
  void aStepWithSignalIsNotWarnedAbout() {
    try (TinyRun run = new TinyRun()) {
      String before = run.hash();
      run.train();
      assertThat(run.warnings).isEmpty();
      assertThat(run.hash()).isNotEqualTo(before);
      assertThat(metrics(run, 1)).containsKeys("reward/mean", "loss", "entropy", "gradient_norm");
    }
  }

  @Test
  void completionsThatAllRanOutOfTokensAreTold() {
    try (TinyRun run = new TinyRun()) {
      Rollouts plain = run.rollouts;
      run.rollouts =
          draws -> plain.sample(draws).stream().map(StepReportTest::truncated).toList();
      run.train();
      assertThat(run.warnings).hasSize(1);
      assertThat(run.warnings.get(0))
          .contains("step 1", "all 8 completions ran out of their token budget")
          .contains("problem 'letters-1-0'");
      assertThat(metrics(run, 1)).containsEntry("truncated", 1.0);
    }
  }

  private static Group truncated(Group group) {
    List<Completion> completions = new ArrayList<>();
    for (Completion c : group.completions()) {
      completions.add(Completion.sampled(
          c.prompt(),
          c.text(),
          c.tokens(),
          c.logProbs(),
          c.behaviour().orElseThrow(),
          c.weights(),
          FinishReason.LENGTH));
    }
    return new Group(group.problem(), completions);
  }

  /** Problems 0 to 2 give no signal. */
  private static Score fromProblemThreeOn(Problem problem, Completion completion) {
    int index = Integer.parseInt(problem.id().substring(problem.id().lastIndexOf('-') + 1));
    return index < 3
        ? Score.of(1, Verdict.CORRECT, "", "easy")
        : Score.of(Math.floorMod(completion.text().hashCode(), 97), Verdict.WRONG, "", "by text");
  }

  @Test
  void groupsWithoutSignalAreReplacedByFurtherProblems() {
    try (TinyRun run = new TinyRun()) {
      run.plan = TinyRun.plan(1, 4, 6, 1, Optional.empty());
      run.reward = StepReportTest::fromProblemThreeOn;
      run.filter = new AnySignal(3);
      run.train();
      assertThat(run.drawnIndices).containsExactly(0, 1, 2, 3, 4, 5, 6);
      assertThat(run.experience.get(0))
          .hasSize(4 * 6)
          .allSatisfy(e -> assertThat(e.problem().id())
              .isIn("letters-1-3", "letters-1-4", "letters-1-5", "letters-1-6"));
      assertThat(metrics(run, 1))
          .containsEntry("groups/sampled", 7.0)
          .containsEntry("groups/trained", 4.0)
          .containsEntry("trained_sequences", 24.0);
      assertThat(run.warnings).isEmpty();
    }
  }

  @Test
  void whenTheBudgetIsSpentTheStepTrainsOnWhatItHasAndSaysSo() {
    try (TinyRun run = new TinyRun()) {
      run.plan = TinyRun.plan(2, 4, 6, 1, Optional.empty());
      run.reward = StepReportTest::fromProblemThreeOn;
      run.filter = new AnySignal(1.25);
      String before = run.hash();
      run.train();
      assertThat(run.drawnIndices).containsExactly(0, 1, 2, 3, 4, 0, 1, 2, 3, 4);
      assertThat(metrics(run, 1))
          .containsEntry("groups/sampled", 5.0)
          .containsEntry("groups/trained", 2.0);
      assertThat(run.warnings).hasSize(2);
      assertThat(run.warnings.get(0))
          .contains(
              "step 1: 5 groups were drawn",
              "only 2 of the 4 wanted",
              "Training continues with those");
      assertThat(run.warnings.get(1)).contains("step 2");
      assertThat(run.hash()).isNotEqualTo(before);
    }
  }

  @Test
  void aStepThatFindsNoSignalAtAllChangesNothingAndTheNextOneGoesOn() {
    try (TinyRun run = new TinyRun()) {
      run.plan = TinyRun.plan(2, 2, 4, 1, Optional.empty());
      run.filter = new AnySignal(2);
      run.reward = (problem, completion) -> problem.id().startsWith("letters-1-")
          ? Score.of(0, Verdict.WRONG, "", "hard")
          : TinyRun.countOfB(problem, completion);
      run.train();
      assertThat(metrics(run, 1))
          .containsEntry("groups/sampled", 4.0)
          .containsEntry("groups/trained", 0.0);
      assertThat(run.warnings)
          .anySatisfy(w -> assertThat(w)
              .contains(
                  "step 1", "only 0 of the 2 wanted", "Training continues with none of them"));
      assertThat(run.warnings)
          .anySatisfy(w ->
              assertThat(w).contains("step 1", "every one of 16 completions has the reward 0.0"));
      assertThat(run.optimizerSteps).isEqualTo(1);
      assertThat(metrics(run, 2)).containsEntry("groups/trained", 2.0);
    }
  }

  @Test
  void aVerifierThatFailsIsToldAndItsSamplesHaveNoGradient() {
    try (TinyRun run = new TinyRun();
        TinyRun without = new TinyRun()) {
      Rollouts plain = run.rollouts;
      run.plan = TinyRun.plan(1, 2, 4, 1, Optional.empty());
      Set<Completion> failing = Collections.newSetFromMap(new IdentityHashMap<>());
      run.rollouts = draws -> {
        List<Group> groups = plain.sample(draws);
        groups.forEach(g -> failing.add(g.completions().get(3)));
        return groups;
      };
      run.reward = (problem, completion) -> {
        if (failing.contains(completion)) {
          throw new IllegalStateException("the verifier broke");
        }
        return TinyRun.countOfB(problem, completion);
      };
      run.train();
      assertThat(run.warnings).hasSize(1);
      assertThat(run.warnings.get(0))
          .contains("step 1", "the verifier failed on 2 of 8 completions", "masked")
          .contains("the verifier broke", "problem 'letters-1-0'");
      assertThat(metrics(run, 1)).containsEntry("trained_sequences", 6.0);

      Rollouts all = without.rollouts;
      without.plan = run.plan;
      without.rollouts = draws -> all.sample(draws).stream()
          .map(g -> new Group(g.problem(), g.completions().subList(0, 3)))
          .toList();
      without.train();
      assertThat(without.hash()).isEqualTo(run.hash());
      assertThat(without.figure(1, "loss")).isCloseTo(run.figure(1, "loss"), within(1e-9));
    }
  }

  @Test
  void whenEveryVerifierFailsTheRunStopsBeforeAnythingMoves() {
    try (TinyRun run = new TinyRun()) {
      String before = run.hash();
      run.reward = (problem, completion) -> {
        throw new IllegalStateException("the verifier broke");
      };
      assertThatThrownBy(run::train)
          .isInstanceOf(RunFailure.class)
          .hasMessageContainingAll(
              "step 1: none of its 8 completions could be judged",
              "the verifier broke",
              "problem 'letters-1-0'",
              "continue with --resume");
      assertThat(run.hash()).isEqualTo(before);
      assertThat(run.optimizerSteps).isZero();
    }
  }
}
