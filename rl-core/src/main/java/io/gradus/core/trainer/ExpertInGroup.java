package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Draw;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * LUFFY's groups, arXiv:2504.14945: G - 1 completions of the policy and the problem's demonstration, judged together.
 * If a problem has no demonstration that fits the token budget, the policy writes all G completions. Use this with the
 * loss {@code shaped}, or with a term on experts.
 */
@About("LUFFY: the problem's demonstration joins the policy's completions (arXiv:2504.14945)")
public record ExpertInGroup(
    @Default("{}") @About("which demonstrations are taken") Traces traces) implements Gathering {

  @Override
  public List<String> faults(Known known) {
    return traces.faults("gathering", known.problems(), known);
  }

  @Override
  public Gathered gather(Step step) {
    TraceCount count = new TraceCount(step, traces);
    return count.addTo(Refilled.gather(step, problems -> groups(step, problems, count)));
  }

  private static List<Group> groups(Step step, List<Problem> problems, TraceCount count) {
    List<Optional<Completion>> experts =
        problems.stream().map(count::completion).toList();
    List<Draw> draws = new ArrayList<>();
    for (int p = 0; p < problems.size(); p++) {
      int own = step.groupSize() - (experts.get(p).isPresent() ? 1 : 0);
      draws.add(step.draw(problems.get(p), Math.max(1, own)));
    }
    List<Group> groups = new ArrayList<>();
    List<Group> sampled = step.sample(draws);
    for (int p = 0; p < problems.size(); p++) {
      List<Completion> completions = new ArrayList<>(sampled.get(p).completions());
      experts.get(p).ifPresent(completions::add);
      groups.add(new Group(problems.get(p), completions));
    }
    return groups;
  }
}
