package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;

/**
 * A policy that a stage reads but does not train: a reference or a teacher.
 *
 * @param policy the model
 * @param view prompt and completion that the model reads
 * @param scores whether {@link Scorers} computes its log-probs of the step's completions; not needed for a teacher if
 *     only divergences are read
 */
public record FrozenPolicy(Policy policy, View view, boolean scores) {

  /** What a model reads of a completion: the same tokens after the same prompt, or after a prompt with more text. */
  @FunctionalInterface
  public interface View {
    /** The same prompt and completion that the policy reads. */
    View SAME = (problem, completion) -> TokenSequence.of(completion);

    /** Returns what the model reads; the completion must have the same tokens. */
    TokenSequence of(Problem problem, Completion completion);
  }

  /** Returns a frozen policy that reads and scores what the trained policy reads. */
  public static FrozenPolicy of(Policy policy) {
    return new FrozenPolicy(policy, View.SAME, true);
  }
}
