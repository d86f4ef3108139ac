package io.gradus.experiments.samples;

import io.gradus.core.Completion;
import io.gradus.core.PartFailure;
import io.gradus.core.Problem;
import io.gradus.core.RunFailure;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.Verdict;
import io.gradus.core.component.KebabCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Selects training data from graded completions. Counts the reason for which each completion was kept or removed, so
 * the counts add up to the number of completions.
 */
public final class Selection {
  private static final String KEPT = "kept";

  private final Keep keep;
  private final Map<String, SampleFilter> filters;
  private final List<Sample> samples = new ArrayList<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Set<List<String>> texts = new HashSet<>();

  /**
   * A completion that was kept.
   *
   * @param step step in which it was sampled, from 1
   */
  public record Sample(
      long step, Problem problem, Completion completion, Score score) {}

  /** Creates an empty selection. Filters apply in their order. */
  public Selection(Keep keep, List<SampleFilter> filters) {
    this.keep = keep;
    this.filters = new LinkedHashMap<>();
    filters.forEach(
        filter -> this.filters.put(KebabCase.of(filter.getClass().getSimpleName()), filter));
    counts.put(KEPT, 0L);
  }

  /** Selects from the completions of one problem. */
  public void add(long step, ScoredGroup group) {
    List<Integer> fit = new ArrayList<>();
    for (int i = 0; i < group.group().size(); i++) {
      String reason = reason(group, i);
      if (reason.equals(KEPT)) {
        fit.add(i);
      } else {
        count(reason);
      }
    }
    List<Integer> chosen = PartFailure.guard("keep", keep, () -> keep.of(group, fit));
    chosen.forEach(i -> {
      count(KEPT);
      samples.add(new Sample(
          step,
          group.group().problem(),
          group.group().completions().get(i),
          group.scores().get(i)));
    });
    for (int i = chosen.size(); i < fit.size(); i++) {
      count("not chosen");
    }
  }

  private String reason(ScoredGroup group, int index) {
    Completion completion = group.group().completions().get(index);
    Score score = group.scores().get(index);
    if (score.verdict() == Verdict.VERIFIER_ERROR) {
      return "verifier error";
    }
    if (completion.truncated()) {
      return "truncated";
    }
    if (keep.onlySucceeded() && !score.succeeded()) {
      return "wrong";
    }
    for (Map.Entry<String, SampleFilter> filter : filters.entrySet()) {
      SampleFilter condition = filter.getValue();
      boolean accepted = PartFailure.guard(
          "filters", condition, () -> condition.accepts(group.group().problem(), completion));
      if (!accepted) {
        return filter.getKey();
      }
    }
    return texts.add(List.of(group.group().problem().question(), completion.text()))
        ? KEPT
        : "duplicate";
  }

  private void count(String reason) {
    counts.merge(reason, 1L, Long::sum);
  }

  /**
   * Returns the kept completions, in the order in which they were sampled.
   *
   * @throws RunFailure if there is none; the message says what removed them
   */
  public List<Sample> samples() {
    if (samples.isEmpty()) {
      throw new RunFailure(
          "rejection-sampling: none of %d completions was kept: %s. Loosen the rule that removed most, sample more, or train the policy longer before"
              .formatted(total(), words()));
    }
    return List.copyOf(samples);
  }

  /** Returns the number of completions by reason; {@code kept} is the first. */
  public Map<String, Long> counts() {
    return new LinkedHashMap<>(counts);
  }

  private long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** {@code 12 kept, 300 wrong, 4 removed by mixed-languages}. */
  public String words() {
    return counts.entrySet().stream()
        .map(e -> "%d %s%s"
            .formatted(
                e.getValue(), filters.containsKey(e.getKey()) ? "removed by " : "", e.getKey()))
        .collect(Collectors.joining(", "));
  }
}
