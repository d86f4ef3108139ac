package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Group;
import io.gradus.core.Rollouts;
import io.gradus.core.RunFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sampler and trainer must say the same of every token: the run stops where they do not. */
class AgreementTest {

  /** Changes what the sampler says of one token of the third completion of the second problem. */
  private static Rollouts disturbed(TinyRun run, float by) {
    return draws -> {
      List<Group> groups = new ArrayList<>(run.sample(draws));
      Group group = groups.get(1);
      List<Completion> completions = new ArrayList<>(group.completions());
      Completion c = completions.get(2);
      float[] changed = c.behaviour().orElseThrow().clone();
      changed[changed.length - 1] += by;
      completions.set(
          2,
          Completion.sampled(
              c.prompt(), c.text(), c.tokens(), c.logProbs(), changed, c.weights(), c.finish()));
      groups.set(1, new Group(group.problem(), completions));
      return groups;
    };
  }

  @ParameterizedTest
  @ValueSource(
      floats = {2e-3f, -2e-3f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN})
  void aSamplerThatIsOffStopsTheRunNamingTheSampleAndLeavesTheWeights(float by) {
    try (TinyRun run = new TinyRun()) {
      String before = run.hash();
      run.rollouts = disturbed(run, by);
      assertThatThrownBy(run::train)
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("step 1")
          .hasMessageContaining("completion 2 of ")
          .hasMessageContaining("problem 'letters-1-1'")
          .hasMessageContaining("weights did not change");
      assertThat(run.hash()).isEqualTo(before);
      assertThat(run.optimizerSteps).isZero();
    }
  }

  @Test
  void aDifferenceBelowTheToleranceIsAMetric() {
    try (TinyRun run = new TinyRun()) {
      run.rollouts = disturbed(run, 8e-5f);
      run.train();
      assertThat(run.optimizerSteps).isEqualTo(1);
      assertThat(run.figure(1, "sampler_trainer_difference")).isBetween(7e-5, 1e-4);
    }
  }

  @Test
  void itStaysSmallOverManySteps() {
    try (TinyRun run = new TinyRun()) {
      run.plan = TinyRun.plan(20, 2, 4, 1, Optional.empty());
      run.train();
      assertThat(run.metrics).hasSize(20);
      run.metrics
          .values()
          .forEach(m -> assertThat(m.get("sampler_trainer_difference")).isLessThan(2e-5));
    }
  }

  @Test
  void oneThatIsNoNumberIsNotForgottenOverTheTokensAfterIt() {
    try (TinyRun run = new TinyRun()) {
      run.train();
      Experience experience =
          run.experience.get(0).stream().filter(e -> e.length() > 1).findFirst().orElseThrow();
      float[] trainer = experience.completion().behaviour().orElseThrow().clone();
      trainer[0] = Float.NaN;
      assertThatThrownBy(() -> new Agreement(1e-4).check(7, experience, trainer))
          .isInstanceOf(RunFailure.class)
          .hasMessageContaining("step 7")
          .hasMessageContaining("token 0 of")
          .hasMessageContaining("NaN");
    }
  }
}
