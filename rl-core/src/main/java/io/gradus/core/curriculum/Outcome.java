package io.gradus.core.curriculum;

import io.gradus.core.Completion;
import io.gradus.core.Origin;
import io.gradus.core.Problem;
import io.gradus.core.ScoredGroup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How the policy did on a problem in one step.
 *
 * @param right completions that succeeded
 * @param judged completions whose verifier came to a verdict, at least one
 */
public record Outcome(Problem problem, int right, int judged) {

  public Outcome {
    if (judged < 1 || right < 0 || right > judged) {
      throw new IllegalArgumentException(
          "right: must be in 0..judged and judged positive, but they are %d and %d"
              .formatted(right, judged));
    }
  }

  /**
   * Returns the outcomes of a step, one for each problem. If a problem was asked again with a hint, only the first
   * group counts. Completions of experts do not count.
   */
  public static List<Outcome> of(List<ScoredGroup> sampled) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    for (ScoredGroup scored : sampled) {
      int[] own = IntStream.of(scored.counted())
          .filter(i -> policys(scored.group().completions().get(i)))
          .toArray();
      if (own.length > 0) {
        int right = (int)
            IntStream.of(own).filter(i -> scored.scores().get(i).succeeded()).count();
        Problem problem = scored.group().problem();
        outcomes.putIfAbsent(problem.id(), new Outcome(problem, right, own.length));
      }
    }
    return List.copyOf(outcomes.values());
  }

  private static boolean policys(Completion completion) {
    return completion.origin() == Origin.POLICY;
  }

  /** Share of right completions, in [0, 1]. */
  public double rate() {
    return (double) right / judged;
  }

  /** Whether some completions succeeded and some did not, so that the group has a signal. */
  public boolean mixed() {
    return right > 0 && right < judged;
  }
}
