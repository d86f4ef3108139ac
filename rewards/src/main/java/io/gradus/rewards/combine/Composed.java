package io.gradus.rewards.combine;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Reward;
import io.gradus.core.Score;
import io.gradus.core.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A reward made of rewards. A part is scored at most once, when it is needed. When a group is judged, a part scores the
 * whole group at once.
 */
interface Composed extends Reward {

  /** Returns the parts of this reward. */
  List<Reward> parts();

  /**
   * Combines the scores of the parts.
   *
   * @param part scores the part with an index when called
   */
  Score combine(IntFunction<Score> part);

  @Override
  default Score score(Problem problem, Completion completion) {
    List<Reward> parts = parts();
    return combine(i -> parts.get(i).score(problem, completion));
  }

  @Override
  default List<Score> scoreGroup(Group group) {
    List<Reward> parts = parts();
    List<List<Score>> scored = new ArrayList<>(Collections.nCopies(parts.size(), List.of()));
    return IntStream.range(0, group.size())
        .mapToObj(member -> combine(i -> {
          if (scored.get(i).isEmpty()) {
            scored.set(i, parts.get(i).scoreGroup(group));
          }
          return scored.get(i).get(member);
        }))
        .toList();
  }

  /** Returns whether a part is met: its verdict is {@code correct}, or it gives no verdict and its value is 1. */
  static boolean passes(Score score) {
    return score.verdict() == Verdict.UNJUDGED ? score.value() >= 1 : score.correct();
  }

  /** Returns whether a part has a verifier error, so that the whole reward cannot be judged. */
  static boolean failed(Score score) {
    return score.verdict() == Verdict.VERIFIER_ERROR;
  }
}
