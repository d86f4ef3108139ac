package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.StopSignal;
import io.gradus.core.policy.LogProbs;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the frozen reference says of a step's completions, computed once for all passes over them. */
final class ReferenceLogProbs {
  private static final float[] NONE = {};

  private final @Nullable Policy reference;
  private final MicroBatches microBatches;
  private final double temperature;
  private final StopSignal stop;
  private final IdentityHashMap<Completion, float[]> logProbs = new IdentityHashMap<>();

  ReferenceLogProbs(
      @Nullable Policy reference, MicroBatches microBatches, double temperature, StopSignal stop) {
    this.reference = reference;
    this.microBatches = microBatches;
    this.temperature = temperature;
    this.stop = stop;
  }

  /** Scores a step's completions and forgets the last step's. */
  void score(List<Experience> experience) {
    logProbs.clear();
    List<Experience> counted = experience.stream().filter(e -> !e.masked()).toList();
    if (reference == null || counted.isEmpty()) {
      return;
    }
    List<TokenSequence> sequences = counted.stream()
        .map(e -> new TokenSequence(e.group().promptTokens(), e.completion().tokens()))
        .toList();
    for (MicroBatches.Range range : microBatches.of(sequences)) {
      stop.check();
      LogProbs scored = reference.score(sequences.subList(range.from(), range.to()), temperature);
      for (int i = range.from(); i < range.to(); i++) {
        logProbs.put(counted.get(i).completion(), scored.logProbs()[i - range.from()]);
      }
    }
  }

  /** {@code (T)}, or nothing without a reference. */
  float[] of(Completion completion) {
    return logProbs.getOrDefault(completion, NONE);
  }
}
