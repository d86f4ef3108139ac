package io.gradus.core.trainer;

import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.ScoredGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Dynamic sampling, arXiv:2503.14476: groups that the filter leaves out are replaced by groups of further problems,
 * within the filter's budget. If the budget runs out, training continues with the groups kept.
 */
final class Refilled {
  private Refilled() {}

  /**
   * The groups of some problems.
   *
   * @param sampled all groups, in the order drawn
   * @param last the final group of each problem, in the order of the problems
   */
  record Judged(List<ScoredGroup> sampled, List<ScoredGroup> last) {}

  /**
   * Gathers the groups of a step.
   *
   * @param sample samples one group for each problem
   */
  static Gathering.Gathered gather(
      Gathering.Step step, Function<List<Problem>, List<Group>> sample) {
    return judged(step, problems -> {
      List<ScoredGroup> groups =
          sample.apply(problems).stream().map(step::judge).toList();
      return new Judged(groups, groups);
    });
  }

  /**
   * Gathers the groups of a step.
   *
   * @param sample makes and judges the groups of each problem; the last one may be kept
   */
  static Gathering.Gathered judged(Gathering.Step step, Function<List<Problem>, Judged> sample) {
    List<ScoredGroup> sampled = new ArrayList<>();
    List<ScoredGroup> kept = new ArrayList<>();
    int drawn = 0;
    while (kept.size() < step.wanted() && drawn < step.budget()) {
      int missing = step.wanted() - kept.size();
      List<Problem> problems = step.problems(Math.min(missing, step.budget() - drawn));
      if (problems.isEmpty()) {
        break;
      }
      drawn += problems.size();
      Judged groups = sample.apply(problems);
      sampled.addAll(groups.sampled());
      groups.last().stream().filter(step::keeps).forEach(kept::add);
    }
    List<String> notes = new ArrayList<>();
    if (kept.size() < step.wanted()) {
      notes.add(
          "step %d: %d groups were drawn, but only %d of the %d wanted have a signal. Training continues with %s"
              .formatted(
                  step.number(),
                  sampled.size(),
                  kept.size(),
                  step.wanted(),
                  kept.isEmpty() ? "none of them" : "those"));
    }
    return new Gathering.Gathered(sampled, kept, notes, Map.of());
  }
}
