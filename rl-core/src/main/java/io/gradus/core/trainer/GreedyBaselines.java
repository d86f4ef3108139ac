package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import java.util.ArrayList;
import java.util.List;

/**
 * ReMax's groups, arXiv:2310.10505: the policy's own completions, and its likeliest answer as a baseline, which is
 * judged with them but not learned. Use it with the advantage {@code greedy-baseline}. The paper uses a group size of
 * 1.
 */
@About(
    "ReMax: the policy's likeliest answer joins its completions as a baseline (arXiv:2310.10505)")
public record GreedyBaselines() implements Gathering {

  @Override
  public boolean drawsBaseline() {
    return true;
  }

  @Override
  public Gathered gather(Step step) {
    return Refilled.gather(step, problems -> groups(step, problems));
  }

  private static List<Group> groups(Step step, List<Problem> problems) {
    List<Group> sampled = step.sample(
        problems.stream().map(problem -> step.draw(problem, step.groupSize())).toList());
    List<Completion> baselines = step.greedy(problems);
    List<Group> groups = new ArrayList<>();
    for (int p = 0; p < problems.size(); p++) {
      List<Completion> completions = new ArrayList<>(sampled.get(p).completions());
      completions.add(baselines.get(p));
      groups.add(new Group(problems.get(p), completions));
    }
    return groups;
  }
}
