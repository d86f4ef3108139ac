package io.gradus.core.trainer;

import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.ScoredGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Dynamic sampling, arXiv:2503.14476: groups that the filter leaves out are replaced by groups of further problems,
 * within the filter's budget. If the budget runs out, training continues with the groups kept.
 */
final class Refilled {
  private Refilled() {}

  /**
   * Gathers the groups of a step.
   *
   * @param sample samples one group for each problem
   */
  static Gathering.Gathered gather(
      Gathering.Step step, Function<List<Problem>, List<Group>> sample) {
    List<ScoredGroup> sampled = new ArrayList<>();
    List<ScoredGroup> kept = new ArrayList<>();
    while (kept.size() < step.wanted() && sampled.size() < step.budget()) {
      int missing = step.wanted() - kept.size();
      List<Problem> problems = step.problems(Math.min(missing, step.budget() - sampled.size()));
      if (problems.isEmpty()) {
        break;
      }
      for (Group group : sample.apply(problems)) {
        ScoredGroup scored = step.judge(group);
        sampled.add(scored);
        if (step.keeps(scored)) {
          kept.add(scored);
        }
      }
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
                  kept.isEmpty() ? "none, so this step changes nothing" : "those"));
    }
    return new Gathering.Gathered(sampled, kept, notes);
  }
}
