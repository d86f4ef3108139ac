package io.gradus.core.objective;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.PartFailure;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.RewardWatch;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Scores groups with a reward that may fail. */
public final class RewardTrial {
  private RewardTrial() {}

  /** Scores a group with a reward alone, for an evaluation. */
  public static ScoredGroup judge(Reward reward, Group group) {
    RewardWatch watch = RewardWatch.of(reward, group.problem());
    try {
      return new ScoredGroup(group, reward.scoreGroup(group));
    } catch (RuntimeException
        | StackOverflowError
            e) { // A reward that scores whole groups has failed on every completion.
      Score failed = Score.verifierError("%s failed: %s".formatted(PartFailure.name(reward), e));
      return new ScoredGroup(group, Collections.nCopies(group.size(), failed));
    } finally {
      watch.close();
    }
  }

  /**
   * Returns why a reward can judge no completion of these problems: a missing attribute or a missing sandbox.
   *
   * @return empty when the reward can judge an empty completion of at least one problem
   */
  public static Optional<String> cannotJudge(Reward reward, List<Problem> problems) {
    String why = "";
    for (Problem problem : problems) {
      Group group = new Group(problem, List.of(Completion.ofText("")));
      Score score = judge(reward, group).scores().get(0);
      if (score.verdict() != Verdict.VERIFIER_ERROR) {
        return Optional.empty();
      }
      why = why.isEmpty() ? score.why() : why;
    }
    return problems.isEmpty() ? Optional.empty() : Optional.of(why);
  }
}
