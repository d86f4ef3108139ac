package io.gradus.core.trainer;

import io.gradus.core.Dataset;
import io.gradus.core.Group;
import io.gradus.core.Problem;
import io.gradus.core.Rollouts;
import io.gradus.core.RunFailure;
import io.gradus.core.ScoredGroup;
import io.gradus.core.StopSignal;
import io.gradus.core.objective.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lines 5 to 8 of Algorithm 1, arXiv:2402.03300: draws problems, samples a group for each and judges it. Groups that the
 * objective's filter leaves out are replaced by groups of further problems, within the filter's budget (dynamic sampling,
 * arXiv:2503.14476); the batch then trains with what there is.
 */
final class Gathering {

  /**
   * A step's groups.
   *
   * @param sampled all, in the order drawn
   * @param kept those to train on
   * @param shortfall what to tell a person when fewer were kept than asked for
   */
  record Gathered(List<ScoredGroup> sampled, List<ScoredGroup> kept, Optional<String> shortfall) {}

  private final Dataset dataset;
  private final Rollouts rollouts;
  private final Objective objective;
  private final Plan plan;
  private final StopSignal stop;
  private final long seed;

  Gathering(
      Dataset dataset,
      Rollouts rollouts,
      Objective objective,
      Plan plan,
      StopSignal stop,
      long seed) {
    this.dataset = dataset;
    this.rollouts = rollouts;
    this.objective = objective;
    this.plan = plan;
    this.stop = stop;
    this.seed = seed;
  }

  Gathered gather(long step) {
    int wanted = plan.problemsPerStep();
    int budget = (int) Math.floor(objective.filter().budget() * wanted);
    List<ScoredGroup> sampled = new ArrayList<>();
    List<ScoredGroup> kept = new ArrayList<>();
    while (kept.size() < wanted && sampled.size() < budget) {
      int first = sampled.size();
      int n = Math.min(wanted - kept.size(), budget - first);
      List<Problem> problems = new ArrayList<>(n);
      for (int i = 0; i < n; i++) {
        problems.add(dataset.problem(seed, step, first + i, wanted));
      }
      for (Group group : rollouts.sample(step, first, problems, plan.groupSize())) {
        stop.check(); // a group of programs may take a minute to judge
        ScoredGroup scored = objective.judge(group);
        sampled.add(scored);
        if (objective.filter().keeps(scored.rewards())) {
          kept.add(scored);
        }
      }
    }
    if (sampled.stream().noneMatch(group -> group.rewards().length > 0)) {
      throw new RunFailure(
          "step %d: none of its %d completions could be judged: %s (problem '%s'). The weights were not touched; mend the reward, or what it needs, and go on with --resume"
              .formatted(
                  step,
                  sampled.stream().mapToInt(group -> group.group().size()).sum(),
                  sampled.get(0).scores().get(0).why(),
                  sampled.get(0).group().problem().id()));
    }
    Optional<String> shortfall = kept.size() == wanted
        ? Optional.empty()
        : Optional.of(
            "step %d: of %d groups drawn (the filter's budget) only %d of the %d wanted have a signal; training on those%s"
                .formatted(
                    step,
                    sampled.size(),
                    kept.size(),
                    wanted,
                    kept.isEmpty() ? ": none, so this step changes nothing" : ""));
    return new Gathered(sampled, kept, shortfall);
  }
}
