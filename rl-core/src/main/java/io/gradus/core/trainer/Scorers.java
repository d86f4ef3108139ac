package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Divergence;
import io.gradus.core.Experience;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.StopSignal;
import io.gradus.core.cost.Work;
import io.gradus.core.policy.LogProbs;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.Teaching;
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

  private final Map<String, FrozenPolicy> policies;
  private final MicroBatches microBatches;
  private final double temperature;
  private final StopSignal stop;
  private final Map<String, IdentityHashMap<Completion, float[]>> logProbs = new TreeMap<>();
  private final Work work = new Work();
  private LongConsumer refreshed = step -> {};

  /**
   * @param policies policies by name; the trained policy may be among them, as {@link ScorerLogProbs#OLD}
   * @param microBatches limits of a scoring pass
   * @param temperature temperature at which the completions are sampled
   */
  public Scorers(
      Map<String, FrozenPolicy> policies,
      MicroBatches microBatches,
      double temperature,
      StopSignal stop) {
    this.policies = new TreeMap<>(policies);
    this.microBatches = microBatches;
    this.temperature = temperature;
    this.stop = stop;
  }

  /** Scores the completions of a step that count, and discards the scores of the previous step. */
  void score(List<ScoredGroup> groups, StepLog log) {
    logProbs.clear();
    if (!names().isEmpty()) {
      log.time("scoring", 0, step -> score(groups));
    }
  }

  private int score(List<ScoredGroup> groups) {
    for (String name : names()) {
      FrozenPolicy frozen = frozen(name);
      List<Completion> counted = new ArrayList<>();
      List<TokenSequence> sequences = new ArrayList<>();
      for (ScoredGroup group : groups) {
        for (int i = 0; i < group.group().size(); i++) {
          if (group.learns(i)) {
            Completion completion = group.group().completions().get(i);
            counted.add(completion);
            sequences.add(frozen.view().of(group.group().problem(), completion));
          }
        }
      }
      if (!counted.isEmpty()) {
        logProbs.put(name, score(frozen.policy(), counted, sequences));
      }
    }
    return logProbs.size();
  }

  private IdentityHashMap<Completion, float[]> score(
      Policy policy, List<Completion> completions, List<TokenSequence> sequences) {
    IdentityHashMap<Completion, float[]> scored = new IdentityHashMap<>();
    for (MicroBatches.Range range : microBatches.of(sequences)) {
      stop.check();
      List<TokenSequence> some = sequences.subList(range.from(), range.to());
      work.score(policy, some);
      LogProbs numbers = policy.score(some, temperature);
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

  /** Returns the divergences of a minibatch, with their teachers. */
  List<Teaching> teachings(List<Divergence> divergences, List<Experience> experiences) {
    return divergences.stream()
        .map(divergence -> {
          FrozenPolicy teacher = frozen(divergence.teacher());
          return new Teaching(
              divergence,
              teacher.policy(),
              experiences.stream()
                  .map(e -> teacher.view().of(e.problem(), e.completion()))
                  .toList());
        })
        .toList();
  }

  private FrozenPolicy frozen(String name) {
    return Objects.requireNonNull(policies.get(name), name);
  }

  /**
   * Makes the reference take over the policy's weights regularly, as in DeepSeek-R1 (every 400 steps).
   *
   * @param policy policy whose weights the reference takes over
   * @param every number of steps between refreshes
   * @param saved called after each refresh with its step, so that a resumed run can find the reference again
   */
  public void refreshReference(Policy policy, int every, LongConsumer saved) {
    Policy reference = frozen(REFERENCE).policy();
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

  /** Returns the counter of the floating-point operations of the scores. */
  Work work() {
    return work;
  }

  /** Returns the names of the policies that score, in alphabetical order. */
  List<String> names() {
    return policies.keySet().stream().filter(name -> frozen(name).scores()).toList();
  }
}
