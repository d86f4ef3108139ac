package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Problem;
import io.gradus.core.UserError;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which demonstrations ("traces") a gathering takes. All others are counted in the step's metrics.
 *
 * @param leaveOutUnusable without it, a trace that cannot be used is an error of the user's data
 * @param leaveOutWrong LUFFY's data hold verified traces only; arithmetic's cold start imitates wrong ones on purpose
 */
public record Traces(
    @Default("false")
    @About(
        "leaves out traces that are empty, cannot be encoded, or exceed the context or max-tokens; otherwise they are refused")
    boolean leaveOutUnusable,

    @Default("false") @About("leaves out traces that the reward does not find correct")
    boolean leaveOutWrong) {

  /** Why a trace cannot be used. */
  static Optional<String> fault(
      Problem problem, int maxTokens, Function<Problem, Completion> expert) {
    if (problem.demonstration().orElseThrow().isBlank()) {
      return Optional.of("problem '%s': its demonstration is empty".formatted(problem.id()));
    }
    try {
      int length = expert.apply(problem).length();
      return length <= maxTokens
          ? Optional.empty()
          : Optional.of("problem '%s': its demonstration has %d tokens, and max-tokens is %d"
              .formatted(problem.id(), length, maxTokens));
    } catch (UserError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Faults of the problems that are known before a stage begins.
   *
   * @param key of the gathering that uses them
   */
  List<String> faults(String key, List<Problem> problems, Gathering.Known known) {
    List<Problem> with =
        problems.stream().filter(p -> p.demonstration().isPresent()).toList();
    if (with.isEmpty()) {
      return List.of(
          "%s: none of the %d problems known ahead has a demonstration to learn from. Take a data set with demonstrations (for a file, map fields.demonstration), or 'gathering: on-policy'"
              .formatted(key, problems.size()));
    }
    List<String> unusable = with.stream()
        .flatMap(problem -> fault(problem, known.maxTokens(), known::expert).stream())
        .toList();
    if (unusable.isEmpty() || (leaveOutUnusable && unusable.size() < with.size())) {
      return List.of();
    }
    return List.of(
        "%s: %d of %d demonstrations cannot be used. The first: %s. Correct or shorten them%s"
            .formatted(
                key,
                unusable.size(),
                with.size(),
                unusable.get(0),
                leaveOutUnusable ? "" : ", or set gathering.traces.leave-out-unusable: true"));
  }
}
