package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StopSignal;
import io.gradus.core.objective.ScorerLogProbs;
import io.gradus.core.policy.LogProbs;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * Log-probs of a step's completions under frozen policies, computed once for all passes. Each policy has a name, such
 * as {@code reference}.
 */
public final class Scorers implements ScorerLogProbs {
  private static final float[] UNKNOWN = {};

  private final Map<String, Policy> policies;
  private final MicroBatches microBatches;
  private final double temperature;
  private final StopSignal stop;
  private final Map<String, IdentityHashMap<Completion, float[]>> logProbs = new TreeMap<>();
  private LongConsumer refreshed = step -> {};

  /**
   * @param policies policies by name; the trained policy may be among them, as {@link ScorerLogProbs#OLD}
   * @param microBatches limits of a scoring pass
   * @param temperature that the completions are sampled at
   */
  public Scorers(
      Map<String, Policy> policies,
      MicroBatches microBatches,
      double temperature,
      StopSignal stop) {
    this.policies = new TreeMap<>(policies);
    this.microBatches = microBatches;
    this.temperature = temperature;
    this.stop = stop;
  }

  /** Scores the completions of a step that count, and forgets the last step's. */
  void score(List<ScoredGroup> groups) {
    logProbs.clear();
    List<Completion> counted = new ArrayList<>();
    for (ScoredGroup group : groups) {
      for (int i = 0; i < group.group().size(); i++) {
        if (group.learns(i)) {
          counted.add(group.group().completions().get(i));
        }
      }
    }
    if (!counted.isEmpty()) {
      policies.forEach((name, policy) -> logProbs.put(name, score(policy, counted)));
    }
  }

  private IdentityHashMap<Completion, float[]> score(Policy policy, List<Completion> completions) {
    IdentityHashMap<Completion, float[]> scored = new IdentityHashMap<>();
    List<TokenSequence> sequences = completions.stream().map(TokenSequence::of).toList();
    for (MicroBatches.Range range : microBatches.of(sequences)) {
      stop.check();
      LogProbs numbers = policy.score(sequences.subList(range.from(), range.to()), temperature);
      for (int i = range.from(); i < range.to(); i++) {
        scored.put(completions.get(i), numbers.logProbs()[i - range.from()]);
      }
    }
    return scored;
  }

  @Override
  public float[] of(String scorer, Completion completion) {
    IdentityHashMap<Completion, float[]> scored = logProbs.get(scorer);
    return scored == null ? UNKNOWN : scored.getOrDefault(completion, UNKNOWN);
  }

  /**
   * Lets the reference follow the policy, as DeepSeek-R1 does every 400 steps.
   *
   * @param policy policy whose weights the reference takes over
   * @param number of steps between refreshes
   * @param saved called after each refresh with its step, so that a resumed run can find the reference again
   */
  public void refreshReference(Policy policy, int every, LongConsumer saved) {
    Policy reference = Objects.requireNonNull(policies.get(REFERENCE), REFERENCE);
    refreshed = step -> {
      if (step % every == 0) {
        reference.tensors().load(name -> policy.tensors().read(name).floats());
        saved.accept(step);
      }
    };
  }

  /** Refreshes the reference at the end of a step, if a refresh is due. */
  void refresh(long step) {
    refreshed.accept(step);
  }

  /** Returns the names of the scorers, in alphabetical order. */
  Iterable<String> names() {
    return policies.keySet();
  }
}
