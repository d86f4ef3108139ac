package io.gradus.core.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Rollouts;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.loss.ClippedSurrogate;
import io.gradus.core.objective.reference.K3;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Tokens that lose their gradient although the policy did nothing for it are counted, and many of them are reported.
 */
class ClippedTokensTest {

  /** The clip without saying that it has no slope at an advantage of 0, so that no sequence is skipped. */
  private record Everywhere(ClippedSurrogate clip) implements PolicyLoss {
    @Override
    public void add(SequenceLoss sequence) {
      clip.add(sequence);
    }
  }

  private static TinyRun run(double clip) {
    TinyRun run = new TinyRun();
    run.loss = new ClippedSurrogate(clip, clip, Optional.empty());
    Rollouts exact = run.rollouts;
    run.rollouts =
        draws -> exact.sample(draws).stream().map(ClippedTokensTest::rounded).toList();
    return run;
  }

  /** As if the sampler had other last digits: each ratio is 1 + 5e-5 or 1 - 5e-5. */
  private static Group rounded(Group group) {
    List<Completion> completions = new ArrayList<>();
    for (Completion c : group.completions()) {
      float[] logProbs = c.behaviour().orElseThrow().clone();
      for (int t = 0; t < logProbs.length; t++) {
        logProbs[t] += t % 2 == 0 ? 5e-5f : -5e-5f;
      }
      completions.add(Completion.sampled(
          c.prompt(), c.text(), c.tokens(), c.logProbs(), logProbs, c.weights(), c.finish()));
    }
    return new Group(group.problem(), completions);
  }

  @Test
  void tokensThatRoundingAloneClipsAreCountedAndReported() {
    try (TinyRun narrow = run(2e-5);
        TinyRun wide = run(0.2)) {
      // In the second epoch the policy has moved: its clips are not of rounding.
      narrow.plan = TinyRun.plan(1, 2, 4, 2, Optional.empty());
      narrow.train();
      assertThat(narrow.figure(1, "clip/by_rounding")).isBetween(0.1, 0.9);
      assertThat(narrow.warnings)
          .singleElement()
          .asString()
          .contains("step 1: rounding alone clipped", "Use 'dtype: float32', or a wider clip");
      wide.train();
      assertThat(wide.figure(1, "clip/by_rounding")).isZero();
      assertThat(wide.warnings).isEmpty();
    }
  }

  @Test
  void everyTokenHasItsEntropyAndItsClips() {
    try (TinyRun run = run(2e-5)) {
      run.plan = TinyRun.plan(1, 2, 4, 1, Optional.empty());
      run.loss = new Everywhere(new ClippedSurrogate(2e-5, 2e-5, Optional.empty()));
      run.train();
      IdentityHashMap<Completion, TokenFigures> figures =
          Objects.requireNonNull(run.tokens.get(1L));
      double entropies = 0;
      int clips = 0;
      for (Map.Entry<Completion, TokenFigures> one : figures.entrySet()) {
        TokenFigures tokens = one.getValue();
        assertThat(tokens.entropies()).hasSize(one.getKey().learnedLength());
        assertThat(tokens.low().intersects(tokens.high())).isFalse();
        entropies += Arrays.stream(tokens.entropies()).sum();
        clips += tokens.low().cardinality() + tokens.high().cardinality();
      }
      double length = run.figure(1, "trained_tokens");
      assertThat(run.figure(1, "skipped_sequences")).isZero();
      assertThat(entropies / length).isCloseTo(run.figure(1, "entropy"), within(1e-9));
      assertThat(clips / length)
          .isCloseTo(run.figure(1, "clip/region"), within(1e-9))
          .isPositive();
    }
  }

  @Test
  void tokensThatTheCapOfTheKlTermReleasesAreCountedAndReported() {
    try (Policy other = TinyPolicy.random(TinyPolicy.decoder(2, 1, true), TinyRun.VOCABULARY, 11)) {
      for (double cap : new double[] {0.1, 1e6}) {
        try (TinyRun run = new TinyRun()) {
          run.frozen = other;
          run.reference = new K3(0.04, Optional.of(cap));
          run.train();
          if (cap < 1) {
            assertThat(run.figure(1, "kl/capped")).isBetween(0.1, 1.0);
            assertThat(run.warnings)
                .singleElement()
                .asString()
                .contains("because they exceeded the cap of the KL term", "Remove 'cap'");
          } else {
            assertThat(run.figure(1, "kl/capped")).isZero();
            assertThat(run.warnings).isEmpty();
          }
        }
      }
    }
  }
}
