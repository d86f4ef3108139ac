package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.ScoredGroup;
import io.gradus.core.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the demonstrations of one step, and counts the demonstrations that it leaves out, by reason. */
final class TraceCount {
  private final Gathering.Step step;
  private final Traces traces;
  private final List<String> faults = new ArrayList<>();
  private int used;
  private int missing;
  private int wrong;

  TraceCount(Gathering.Step step, Traces traces) {
    this.step = step;
    this.traces = traces;
  }

  /** Returns the problem's demonstration with its score, as a group of its own; absent if it is missing or left out. */
  Optional<ScoredGroup> take(Problem problem) {
    if (problem.demonstration().isEmpty()) {
      missing++;
      return Optional.empty();
    }
    Optional<String> fault = Traces.fault(problem, step.maxTokens(), step::expert);
    if (fault.isPresent()) {
      if (!traces.leaveOutUnusable()) {
        throw new UserError(
            "step %d: %s. Correct or shorten it, or set gathering.traces.leave-out-unusable: true"
                .formatted(step.number(), fault.get()));
      }
      faults.add(fault.get());
      return Optional.empty();
    }
    ScoredGroup scored = step.judge(new Group(problem, List.of(step.expert(problem))));
    if (!scored.scores().get(0).succeeded()) {
      wrong++;
      if (traces.leaveOutWrong()) {
        return Optional.empty();
      }
    }
    used++;
    return Optional.of(scored);
  }

  /** Returns the problem's demonstration; absent if it is missing or left out. */
  Optional<Completion> completion(Problem problem) {
    return take(problem).map(scored -> scored.group().completions().get(0));
  }

  /** Adds the counts and the first fault to the gathered groups. */
  Gathering.Gathered addTo(Gathering.Gathered groups) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("traces/used", (double) used);
    figures.put("traces/missing", (double) missing);
    figures.put("traces/unusable", (double) faults.size());
    figures.put("traces/wrong", (double) wrong);
    List<String> notes = faults.isEmpty()
        ? List.of()
        : List.of("step %d: %d demonstrations cannot be used and are left out. The first: %s"
            .formatted(step.number(), faults.size(), faults.get(0)));
    return groups.plus(List.of(), notes, figures);
  }
}
