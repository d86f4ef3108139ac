package io.gradus.core.cost;

import io.gradus.core.policy.ActivationMemory;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.Teaching;
import io.gradus.core.policy.TokenSequence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Floating-point operations of a step by activity, as {@link Flops} counts them. */
public final class Work {
  /** Passes that score without a gradient, such as those of a reference. */
  public static final String SCORING = "scoring";
  /** Sampling of completions. */
  public static final String SAMPLING = "sampling";
  /** Forward and backward passes, with a teacher's passes for a divergence. */
  public static final String UPDATE = "update";

  private static final String PREFIX = "flops/";

  private final Map<String, Double> flops = new LinkedHashMap<>();

  /** Adds operations to an activity. */
  public void add(String activity, double operations) {
    flops.merge(PREFIX + activity, operations, Double::sum);
  }

  /** Adds a pass that scores. */
  public void score(Policy policy, List<TokenSequence> sequences) {
    add(SCORING, Flops.of(policy).score(sequences));
  }

  /**
   * Adds a gradient. For each divergence, the teacher reads the batch. The heads of both models compute logits in
   * forward, and again in backward.
   */
  public void gradient(Policy policy, List<TokenSequence> sequences, List<Teaching> teachings) {
    Flops own = Flops.of(policy);
    ActivationMemory memory = policy.activations();
    boolean again = !memory.keepsProbabilities(sequences, policy.vocabulary());
    double all = own.gradient(sequences, memory.checkpointing(), again);
    long scored = sequences.stream().mapToLong(s -> s.completion().length).sum();
    for (Teaching teaching : teachings) {
      Flops teacher = Flops.of(teaching.teacher());
      all += teacher.states(teaching.sequences()) + 2 * scored * teacher.head();
    }
    add(UPDATE, all + (teachings.isEmpty() ? 0 : scored * own.head()));
  }

  /** Returns the operations since the last call, by metric: {@code flops/sampling} and others. */
  public Map<String, Double> take() {
    Map<String, Double> taken = new LinkedHashMap<>(flops);
    flops.clear();
    return taken;
  }
}
