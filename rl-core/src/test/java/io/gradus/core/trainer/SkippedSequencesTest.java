package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.gradus.core.Score;
import io.gradus.core.Verdict;
import io.gradus.core.objective.LossTerm;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.loss.Imitation;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TensorSet;
import io.gradus.core.tensorfile.TensorInfo;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Completions whose gradient is 0 are left out of the update. */
class SkippedSequencesTest {
  private static final ClippedSurrogate CLIP = new ClippedSurrogate(0.2, 0.2, Optional.empty());

  /** The same loss, which does not say that it is silent: nothing is skipped. */
  private record Unaware() implements PolicyLoss {
    @Override
    public void add(SequenceLoss sequence) {
      CLIP.add(sequence);
    }
  }

  /** Every other group has equal rewards. */
  private static TinyRun run(PolicyLoss loss) {
    TinyRun run = new TinyRun();
    run.plan = TinyRun.plan(4, 6, 4, 2, Optional.of(12));
    run.loss = loss;
    run.reward = (problem, completion) -> problem.id().matches(".*[024]$")
        ? Score.of(1, Verdict.CORRECT, "", "always")
        : TinyRun.countOfB(problem, completion);
    return run;
  }

  @Test
  void theGradientIsThatOfTheWholeStepUpToTheOrderOfItsSums() {
    try (TinyRun skipping = run(CLIP);
        TinyRun whole = run(new Unaware())) {
      skipping.plan = TinyRun.plan(1, 6, 4, 1, Optional.empty());
      whole.plan = skipping.plan;
      skipping.train();
      whole.train();
      assertThat(skipping.figure(1, "skipped_sequences")).isPositive();
      assertThat(whole.figure(1, "skipped_sequences")).isZero();
      assertThat(skipping.figure(1, "gradient_norm"))
          .isCloseTo(whole.figure(1, "gradient_norm"), withinPercentage(1e-4));
      TensorSet ours = skipping.policy.weights().gradientTensors();
      TensorSet theirs = whole.policy.weights().gradientTensors();
      double scale = 0;
      double difference = 0;
      for (TensorInfo info : ours.infos()) {
        float[] a = ours.read(info.name()).floats();
        float[] b = theirs.read(info.name()).floats();
        for (int i = 0; i < a.length; i++) {
          scale = Math.max(scale, Math.abs(b[i]));
          difference = Math.max(difference, Math.abs(a[i] - b[i]));
        }
      }
      assertThat(difference).isLessThan(1e-4 * scale);
    }
  }

  @Test
  void countsInTheMetricsAreOfAllCompletions() {
    try (TinyRun skipping = run(CLIP);
        TinyRun whole = run(new Unaware())) {
      skipping.train();
      whole.train();
      for (String name : new String[] {"trained_sequences", "loss/policy", "gradient_norm"}) {
        assertThat(skipping.figure(1, name))
            .as(name)
            .isCloseTo(whole.figure(1, name), within(1e-6));
      }
    }
  }

  @Test
  void oneOfEightIsRunWhenNothingTeaches() {
    try (TinyRun run = run(CLIP)) {
      run.reward = (problem, completion) -> Score.of(1, Verdict.CORRECT, "", "always");
      run.train();
      assertThat(run.figure(1, "trained_sequences")).isEqualTo(2 * 24);
      assertThat(run.figure(1, "skipped_sequences")).isEqualTo(2 * 2 * (12 - 2));
      assertThat(run.figure(1, "sampler_trainer_difference")).isNotNegative();
      assertThat(run.figure(1, "entropy")).isPositive();
    }
  }

  @Test
  void aTermThatNeedsEveryCompletionSkipsNone() {
    for (LossTerm term : new LossTerm[] {new K3(0.1, Optional.empty()), new Imitation()}) {
      assertThat(term.silentWithoutAdvantage()).as("%s", term).isFalse();
    }
    try (TinyRun run = run(CLIP);
        Policy frozen = run.policy.copy()) {
      run.frozen = frozen;
      run.reference = new K3(0.1, Optional.empty());
      run.train();
      assertThat(run.figure(1, "skipped_sequences")).isZero();
    }
    try (TinyRun run = run(CLIP)) {
      run.entropyBonus = 0.01;
      run.train();
      assertThat(run.figure(1, "skipped_sequences")).isZero();
    }
  }
}
