package io.gradus.core.trainer;

import io.gradus.core.Problem;
import io.gradus.core.ScoredGroup;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * GHPO's adaptive hints, arXiv:2507.10628: if no completion solves a problem, the problem is asked again with the
 * beginning of its worked solution. The hint grows until a completion solves the problem. Only the last group is
 * trained on, with the prompt that produced it. Earlier groups are recorded.
 *
 * @param shares shares of the solution's characters, one for each attempt with a hint
 * @param coldStart steps without hints, because early failures are failures of format (section 3.5; the authors' script
 *     has 0)
 * @param form format of a hint
 */
@About("GHPO: asks unsolved problems again, with more and more of the solution (arXiv:2507.10628)")
public record Hinted(
    @Default("[0.25, 0.5, 0.75]") @About("shares of the solution that are shown, one round each")
    List<Double> shares,

    @Default("20") @About("steps without hints at the beginning of the stage")
    int coldStart,

    @Default("{}") @About("what a hint looks like") HintForm form)
    implements Gathering {

  public Hinted {
    shares = List.copyOf(shares);
    double before = 0;
    for (double share : shares) {
      if (!(share > before && share <= 1)) {
        throw new IllegalArgumentException(
            "shares: must rise from above 0 to at most 1, because a hint cannot be longer than the solution, but are "
                + shares);
      }
      before = share;
    }
    if (shares.isEmpty() || coldStart < 0) {
      throw new IllegalArgumentException(
          shares.isEmpty()
              ? "shares: must name at least one share. For no hints use 'gathering: on-policy'"
              : "cold-start: must be 0 or more, but is " + coldStart);
    }
  }

  @Override
  public List<String> faults(Known known) {
    return known.problems().stream().anyMatch(HintForm::fits)
        ? List.of()
        : List.of(
            "gathering: none of the %d problems known in advance has a worked solution for hints. Use a data set with demonstrations (for a file, map fields.demonstration), or 'gathering: on-policy'"
                .formatted(known.problems().size()));
  }

  @Override
  public Problem longest(Problem problem) {
    return HintForm.fits(problem) ? form.apply(problem, shares.get(shares.size() - 1)) : problem;
  }

  @Override
  public Gathered gather(Step step) {
    HintCount count = new HintCount();
    Gathered gathered = Refilled.judged(step, problems -> rounds(step, problems, count));
    return gathered.plus(List.of(), List.of(), count.figures());
  }

  private Refilled.Judged rounds(Step step, List<Problem> problems, HintCount count) {
    List<ScoredGroup> sampled = new ArrayList<>(sample(step, problems));
    List<ScoredGroup> last = new ArrayList<>(sampled);
    double[] shown = new double[problems.size()];
    for (double share : step.number() > coldStart ? shares : List.<Double>of()) {
      int[] hard = IntStream.range(0, problems.size())
          .filter(p -> HintForm.fits(problems.get(p)) && !HintCount.solved(last.get(p)))
          .toArray();
      if (hard.length == 0) {
        break;
      }
      List<ScoredGroup> again = sample(
          step,
          IntStream.of(hard).mapToObj(p -> form.apply(problems.get(p), share)).toList());
      sampled.addAll(again);
      for (int h = 0; h < hard.length; h++) {
        last.set(hard[h], again.get(h));
        shown[hard[h]] = share;
      }
    }
    count.add(shown, last);
    return new Refilled.Judged(sampled, last);
  }

  private static List<ScoredGroup> sample(Step step, List<Problem> problems) {
    return step
        .sample(problems.stream()
            .map(problem -> step.draw(problem, step.groupSize()))
            .toList())
        .stream()
        .map(step::judge)
        .toList();
  }
}
