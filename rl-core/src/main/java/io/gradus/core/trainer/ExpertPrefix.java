package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Coefficient;
import java.util.Arrays;
import java.util.List;

/**
 * The policy continues an expert's solution. Each completion begins with the first share of the demonstration's tokens,
 * which are context and not learned. LUFFY calls this a prefix ratio below 1 (arXiv:2504.14945); see also BREAD,
 * arXiv:2506.17211.
 *
 * @param share share of the demonstration's tokens, rounded down to whole tokens
 */
@About(
    "the policy continues the first tokens of the problem's demonstration, which are not learned")
public record ExpertPrefix(
    @Default("0.5") @About("share of the demonstration's tokens that is given")
    double share,

    @Default("{type: fixed}") @About("factor on the share at each step, from 0 to 1")
    Coefficient schedule,

    @Default("{}") @About("which demonstrations are taken") Traces traces)
    implements Gathering {

  public ExpertPrefix {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "share: must be above 0 and below 1, but is %s. For whole demonstrations use expert-in-group"
              .formatted(share));
    }
    if (schedule.start().length > 0) {
      throw new IllegalArgumentException(
          "schedule: depends on measurements of the steps, which a gathering does not have. Use fixed or warmup-cosine");
    }
  }

  @Override
  public List<String> faults(Known known) {
    return traces.faults("gathering", known.problems(), known);
  }

  @Override
  public Gathered gather(Step step) {
    TraceCount count = new TraceCount(step, traces);
    return count.addTo(Refilled.gather(
        step,
        problems -> step.sample(problems.stream()
            .map(problem -> step.draw(problem, step.groupSize(), prefix(step, problem, count)))
            .toList())));
  }

  private int[] prefix(Step step, Problem problem, TraceCount count) {
    int[] tokens = count.completion(problem).map(Completion::tokens).orElse(new int[0]);
    double given = share * Math.min(1, schedule.at(step.number()));
    int length = Math.min((int) (given * tokens.length), step.maxTokens() - 1);
    return Arrays.copyOf(tokens, length);
  }
}
