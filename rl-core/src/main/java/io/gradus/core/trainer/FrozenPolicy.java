package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TokenSequence;

/**
 * A policy that a stage asks and does not train: a reference or a teacher.
 *
 * @param policy the model
 * @param view what it reads of a completion
 * @param scores whether {@link Scorers} computes its log-probs of the step's completions; a teacher of which only
 *     divergences are read has none
 */
public record FrozenPolicy(Policy policy, View view, boolean scores) {

  /** What a model reads of a completion: the same tokens after the same prompt, or after one that says more. */
  @FunctionalInterface
  public interface View {
    /** The prompt and completion as the policy has them. */
    View SAME = (problem, completion) -> TokenSequence.of(completion);

    /** What the model reads; its completion is the completion's tokens. */
    TokenSequence of(Problem problem, Completion completion);
  }

  /** A policy that reads what the trained one reads, and scores it. */
  public static FrozenPolicy of(Policy policy) {
    return new FrozenPolicy(policy, View.SAME, true);
  }
}
