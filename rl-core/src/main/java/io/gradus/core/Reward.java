package io.gradus.core;

import java.util.List;

/**
 * The rule that scores a completion: {@code r_i} of arXiv:2402.03300.
 *
 * <p>A completion is untrusted text. An implementation never throws on any, ends in bounded time, gives the same score for
 * the same input, and may be called from several threads at once ({@code RewardContract} in the test jar checks all four).
 * What it cannot judge because it failed itself is {@link Score#verifierError}, not 0.
 *
 * <p>An implementation is a record; it gets its name in recipes from a {@link io.gradus.core.component.ComponentTable}.
 */
public interface Reward {
  Score score(Problem problem, Completion completion);

  /**
   * The scores of a group's completions, in order. To be overridden only where a score depends on the rest of the group (a
   * length relative to the others') or where judging together is cheaper.
   *
   * <p>Here, each is scored alone. A reward that throws on one has failed to judge that one: a verifier error, never a reward
   * of 0.
   */
  default List<Score> scoreGroup(Group group) {
    return group.completions().stream()
        .map(completion -> {
          try {
            return score(group.problem(), completion);
          } catch (RuntimeException
              | StackOverflowError e) { // rewards of users' jars meet untrusted text
            return Score.verifierError("%s failed: %s".formatted(getClass().getSimpleName(), e));
          }
        })
        .toList();
  }
}
