package io.gradus.core.trainer;

import io.gradus.core.Dataset;
import io.gradus.core.Problem;
import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * CHORD's two streams, arXiv:2508.11408: the groups of another gathering, and in addition demonstrations from a second
 * data set, which belong to no group. The demonstrations have no advantage, so learn from them with a term on experts,
 * such as {@code phi-weighted}.
 *
 * @param dataset problems with demonstrations
 * @param batch demonstrations in a step
 * @param traces which demonstrations are taken
 * @param groups gathering that makes the step's groups
 */
@About("CHORD: demonstrations from a second data set, in addition to the groups (arXiv:2508.11408)")
public record WithDemonstrations(
    @About("problems with demonstrations") Dataset dataset,
    @About("demonstrations in a step") int batch,

    @Default("{}") @About("which demonstrations are taken") Traces traces,

    @Default("{type: on-policy}") @About("gathering that makes the step's groups")
    Gathering groups)
    implements Gathering {

  public WithDemonstrations {
    if (batch < 1) {
      throw new IllegalArgumentException("batch: must be 1 or more, but is " + batch);
    }
    if (groups instanceof WithDemonstrations) {
      throw new IllegalArgumentException(
          "groups: with-demonstrations is nested in itself. Combine the two data sets into one, for example with a mixture");
    }
  }

  @Override
  public boolean drawsBaseline() {
    return groups.drawsBaseline();
  }

  @Override
  public List<String> faults(Known known) {
    List<String> faults =
        new ArrayList<>(traces.faults("gathering.dataset", known.problems(dataset, batch), known));
    faults.addAll(groups.faults(known));
    return faults;
  }

  @Override
  public Problem longest(Problem problem) {
    return groups.longest(problem);
  }

  @Override
  public List<Problem> shown(Known known) {
    return Stream.concat(groups.shown(known).stream(), known.problems(dataset, batch).stream())
        .toList();
  }

  @Override
  public Gathered gather(Step step) {
    TraceCount count = new TraceCount(step, traces);
    List<ScoredGroup> demonstrations = step.problems(dataset, batch).stream()
        .map(count::take)
        .flatMap(Optional::stream)
        .toList();
    return count.addTo(groups.gather(step)).plus(demonstrations, List.of(), Map.of());
  }
}
