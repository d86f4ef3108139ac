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
 * @param leaveOutUnusable whether traces that cannot be used are left out; otherwise such a trace is an error of the
 *     user's data
 * @param leaveOutWrong whether wrong traces are left out. LUFFY's data contain only verified traces; arithmetic's cold
 *     start imitates wrong traces on purpose
 */
public record Traces(
    @Default("false")
    @About(
        "leaves out traces that are empty, cannot be encoded, or exceed the context or max-tokens; otherwise they are refused")
    boolean leaveOutUnusable,

    @Default("false") @About("leaves out traces that the reward does not find correct")
    boolean leaveOutWrong) {

  /** Returns why a trace cannot be used; empty if it can. */
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
   * Returns the faults of the problems that are known before a stage begins.
   *
   * @param key of the gathering that uses them
   */
  List<String> faults(String key, List<Problem> problems, Gathering.Known known) {
    List<Problem> with =
        problems.stream().filter(p -> p.demonstration().isPresent()).toList();
    if (with.isEmpty()) {
      return List.of(
          "%s: none of the %d problems known in advance has a demonstration to learn from. Use a data set with demonstrations (for a file, map fields.demonstration), or 'gathering: on-policy'"
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
