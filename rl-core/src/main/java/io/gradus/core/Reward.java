package io.gradus.core;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The rule that scores a completion: {@code r_i} of arXiv:2402.03300.
 *
 * <p>A completion is untrusted text. An implementation never throws on a completion, ends in bounded time, and gives
 * the same score for the same input. Several threads may call it at once. {@code RewardContract} in the test jar checks
 * these four requirements. If the reward itself fails, it returns {@link Score#verifierError}, not 0.
 *
 * <p>For use in recipes, an implementation is a record, which a {@link io.gradus.core.component.ComponentTable} names.
 * A program that calls Gradus as a library may pass a lambda instead.
 */
@FunctionalInterface
public interface Reward {
  /** Scores one completion. */
  Score score(Problem problem, Completion completion);

  /**
   * Weights of the parts that {@link Score#terms} names, when the reward is their weighted sum; empty otherwise.
   */
  default Map<String, Double> partWeights() {
    return Map.of();
  }

  /**
   * Returns this reward with other parts. A reward that is made of rewards overrides it and keeps everything else; all
   * others return themselves.
   *
   * @param change maps each part to the part that takes its place
   */
  default Reward withParts(UnaryOperator<Reward> change) {
    return this;
  }

  /**
   * Returns this reward with every reward in it replaced. Inner rewards are replaced first, and this reward itself
   * last.
   */
  default Reward replaced(UnaryOperator<Reward> change) {
    return change.apply(withParts(part -> part.replaced(change)));
  }

  /**
   * Scores the completions of a group, in order. Override it only if a score depends on the rest of the group, such as
   * a relative length, or if judging together is cheaper.
   *
   * <p>This implementation scores each completion alone. If the reward throws or returns null for a completion, that
   * completion gets a verifier error, never a reward of 0.
   */
  default List<Score> scoreGroup(Group group) {
    return group.completions().stream()
        .map(completion -> {
          try {
            Score score = score(group.problem(), completion);
            return score == null
                ? Score.verifierError(
                    "%s returned null in place of a score".formatted(PartFailure.name(this)))
                : score;
          } catch (RuntimeException
              | StackOverflowError e) { // rewards of users' jars meet untrusted text
            return Score.verifierError("%s failed: %s".formatted(PartFailure.name(this), e));
          }
        })
        .toList();
  }
}
