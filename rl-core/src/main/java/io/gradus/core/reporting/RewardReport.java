package io.gradus.core.reporting;

import io.gradus.core.Completion;
import io.gradus.core.Excerpt;
import io.gradus.core.Origin;
import io.gradus.core.Score;
import io.gradus.core.ScoredGroup;
import io.gradus.core.Verdict;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Summary of a step's rewards before any filter: figures of the policy for the run's log, and warnings. The figures
 * leave out an expert's completions, except for the signal of a group, which an expert's reward may give. A completion
 * whose verifier failed counts only in verdicts and lengths.
 *
 * @param groups all sampled groups of the step
 */
public record RewardReport(List<ScoredGroup> groups) {

  public RewardReport {
    groups = List.copyOf(groups);
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("groups: a step has at least one");
    }
  }

  private record Sample(ScoredGroup scored, int index) {
    Score score() {
      return scored.scores().get(index);
    }

    Completion completion() {
      return scored.group().completions().get(index);
    }

    String excerpt() {
      return Excerpt.of(scored.group().problem(), completion());
    }
  }

  /**
   * Returns the figures by name. Rates are in [0, 1]. {@code pass_rate} is a share of the completions judged right or
   * wrong, and {@code truncated} is a share of all completions. {@code groups/...} are shares of all groups; only
   * groups that are all right or all wrong are shares of the judged groups. {@code verdict/...} are counts, lengths are
   * in tokens, and {@code term/...} is the mean of a reward's part, without its weight. Figures without a value in this
   * step are left out.
   */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    DoubleSummaryStatistics rewards =
        counted().mapToDouble(s -> s.score().value()).summaryStatistics();
    if (rewards.getCount() > 0) {
      double mean = rewards.getAverage();
      double squares =
          counted().mapToDouble(s -> Math.pow(s.score().value() - mean, 2)).sum();
      metrics.put("reward/mean", mean);
      metrics.put("reward/std", Math.sqrt(squares / Math.max(1, rewards.getCount() - 1)));
      metrics.put("reward/min", rewards.getMin());
      metrics.put("reward/max", rewards.getMax());
    }
    groups.stream()
        .flatMapToDouble(group -> group.baseline().stream())
        .average()
        .ifPresent(mean -> metrics.put("reward/baseline", mean));
    putRate(
        metrics,
        "pass_rate",
        samples().filter(RewardReport::judged).toList(),
        s -> s.score().correct());
    putTerms(metrics);
    putRate(metrics, "groups/without_signal", groups, g -> !g.hasSignal());
    List<ScoredGroup> judged =
        groups.stream().filter(g -> of(g).anyMatch(RewardReport::judged)).toList();
    putRate(
        metrics,
        "groups/all_correct",
        judged,
        g -> judgedOf(g).allMatch(s -> s.score().correct()));
    putRate(
        metrics,
        "groups/all_wrong",
        judged,
        g -> judgedOf(g).noneMatch(s -> s.score().correct()));
    putRate(metrics, "truncated", samples().toList(), s -> s.completion().truncated());
    IntSummaryStatistics lengths =
        samples().mapToInt(s -> s.completion().length()).summaryStatistics();
    if (lengths.getCount() > 0) {
      metrics.put("length/mean", lengths.getAverage());
      metrics.put("length/min", (double) lengths.getMin());
      metrics.put("length/max", (double) lengths.getMax());
    }
    samples()
        .filter(s -> judged(s) && !s.score().correct())
        .mapToInt(s -> s.completion().length())
        .average()
        .ifPresent(mean -> metrics.put("length/wrong", mean));
    for (Verdict verdict : Verdict.values()) {
      long count = samples().filter(s -> s.score().verdict() == verdict).count();
      if (count > 0) {
        metrics.put("verdict/" + verdict.label(), (double) count);
      }
    }
    return metrics;
  }

  /** Returns whether the rewards of a group differ, so that there is something to learn. */
  public boolean hasSignal() {
    return groups.stream().anyMatch(ScoredGroup::hasSignal);
  }

  /**
   * Returns warnings of a sentence or two each, with the step and a sample; empty if all is well.
   *
   * @param step step that each warning names
   * @param taught whether a teacher or demonstrations gave the signal; equal rewards then give no warning
   */
  public List<String> warnings(long step, boolean taught) {
    List<String> warnings = new ArrayList<>();
    List<Sample> judged = groups.stream().flatMap(RewardReport::withExperts).toList();
    List<Sample> failed = judged.stream()
        .filter(s -> s.score().verdict() == Verdict.VERIFIER_ERROR)
        .toList();
    if (!failed.isEmpty()) {
      Sample first = failed.get(0);
      warnings.add(
          "step %d: the verifier failed on %d of %d completions; they are masked from the gradient. The first: %s. %s"
              .formatted(step, failed.size(), judged.size(), first.score().why(), first.excerpt()));
    }
    long all = samples().count();
    if (all > 0 && samples().allMatch(s -> s.completion().truncated())) {
      warnings.add(
          "step %d: all %d completions ran out of their token budget. Raise sampling.max-tokens, or teach the policy to end. A sample: %s"
              .formatted(step, all, samples().findFirst().orElseThrow().excerpt()));
    }
    if (!taught) {
      signalWarning(step).ifPresent(warnings::add);
    }
    return warnings;
  }

  private Optional<String> signalWarning(long step) {
    List<Sample> counted = counted().toList();
    if (counted.isEmpty() || hasSignal()) {
      return Optional
          .empty(); // without a single judgement, the verifier's failure is already reported
    }
    Sample first = counted.get(0);
    double reward = first.score().value();
    boolean constant = counted.stream().allMatch(s -> s.score().value() == reward);
    String what = constant
        ? "every one of %d completions has the reward %s".formatted(counted.size(), reward)
        : "the rewards do not differ in any of %d groups".formatted(groups.size());
    return Optional.of(
        "step %d: %s, so all advantages are 0 and nothing can be learned from it. A sample: %s (%s: %s)"
            .formatted(
                step,
                what,
                first.excerpt(),
                first.score().verdict().label(),
                first.score().why()));
  }

  private void putTerms(Map<String, Double> metrics) {
    Map<String, DoubleSummaryStatistics> terms = new LinkedHashMap<>();
    counted()
        .flatMap(s -> s.score().terms().entrySet().stream())
        .forEach(term -> terms
            .computeIfAbsent(term.getKey(), name -> new DoubleSummaryStatistics())
            .accept(term.getValue()));
    terms.forEach((name, statistics) -> metrics.put("term/" + name, statistics.getAverage()));
  }

  private static <T> void putRate(
      Map<String, Double> metrics, String name, List<T> of, Predicate<T> counts) {
    if (!of.isEmpty()) {
      metrics.put(name, (double) of.stream().filter(counts).count() / of.size());
    }
  }

  private Stream<Sample> samples() {
    return groups.stream().flatMap(RewardReport::of);
  }

  private Stream<Sample> counted() {
    return samples().filter(s -> s.scored().counts(s.index()));
  }

  private static Stream<Sample> of(ScoredGroup group) {
    return withExperts(group).filter(sample -> sample.completion().origin() != Origin.EXPERT);
  }

  private static Stream<Sample> withExperts(ScoredGroup group) {
    return IntStream.range(0, group.group().size())
        .mapToObj(i -> new Sample(group, i))
        .filter(sample -> sample.completion().origin() != Origin.BASELINE);
  }

  private static Stream<Sample> judgedOf(ScoredGroup group) {
    return of(group).filter(RewardReport::judged);
  }

  private static boolean judged(Sample sample) {
    Verdict verdict = sample.score().verdict();
    return verdict != Verdict.UNJUDGED && verdict != Verdict.VERIFIER_ERROR;
  }
}
