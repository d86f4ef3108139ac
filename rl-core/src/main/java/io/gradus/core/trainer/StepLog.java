package io.gradus.core.trainer;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Group;
import io.gradus.core.Origin;
import io.gradus.core.ScoredGroup;
import io.gradus.core.cost.Work;
import io.gradus.core.curriculum.ProblemChoice;
import io.gradus.core.objective.CoefficientStates;
import io.gradus.core.objective.Objective;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.policy.ExpertLoads;
import io.gradus.core.reporting.CorrectionReport;
import io.gradus.core.reporting.LossStatistics;
import io.gradus.core.reporting.RewardReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** Collects the figures of a step while it runs. */
final class StepLog {
  /** If rounding clips more than this share of tokens, the step warns. */
  private static final double MOST_CLIPPED_BY_ROUNDING = 0.01;
  /** If the cap of the KL term leaves more than this share of tokens without a KL gradient, the step warns. */
  private static final double MOST_CAPPED = 0.01;

  private final long step;
  private final long begin = System.nanoTime();
  private final Stopwatch stopwatch = new Stopwatch();
  private final LossStatistics losses = new LossStatistics();
  private final List<String> warnings = new ArrayList<>();
  private final Map<String, Double> coefficients = new LinkedHashMap<>();
  private final Map<String, Double> experts = new LinkedHashMap<>();
  private final Map<String, Double> work = new LinkedHashMap<>();
  private final IdentityHashMap<Completion, TokenFigures> tokens = new IdentityHashMap<>();
  private double gradientNorm;
  private double difference;
  private int updates;
  private long skipped;
  private long tokensOnPolicy;
  private long clippedOnPolicy;

  StepLog(long step) {
    this.step = step;
  }

  <T> T time(String what, long argument, LongFunction<T> work) {
    return stopwatch.time(what, () -> work.apply(argument));
  }

  /**
   * Adds a sequence's loss.
   *
   * @param onPolicy whether the weights still equal the sampler's, so that only rounding moves a ratio away from 1
   */
  void add(Completion completion, SequenceLoss sequence, int copies, boolean onPolicy) {
    losses.add(sequence, copies);
    tokens.merge(completion, TokenFigures.of(sequence), TokenFigures::and);
    if (onPolicy) {
      tokensOnPolicy += (long) copies * sequence.length();
      clippedOnPolicy += (long) copies
          * (sequence.clips().low() + sequence.clips().high() + sequence.clips().dual());
    }
  }

  /** Returns the figures of the completions so far, by identity. */
  IdentityHashMap<Completion, TokenFigures> tokens() {
    return tokens;
  }

  /** Counts sequences that have no gradient and did not go through the network. */
  void skipped(int sequences) {
    skipped += sequences;
  }

  void difference(double max) {
    difference = Math.max(difference, max);
  }

  void updated(double norm, Optional<ExpertLoads> loads) {
    gradientNorm += norm;
    updates++;
    loads.ifPresent(l -> experts.putAll(l.metrics()));
  }

  /** Returns the number of optimizer steps so far. */
  int updates() {
    return updates;
  }

  /** Updates the objective's coefficients with the measurements of the step, if the step trained on any completion. */
  void follow(Objective objective, CoefficientStates states) {
    losses
        .measured()
        .map(measured -> objective.follow(states, step, measured))
        .ifPresent(factors -> factors.forEach((key, factor) -> coefficients.put(
            "coefficient/" + key.replaceFirst("objective\\.", "").replaceAll("[^a-z0-9]", "_"),
            factor)));
  }

  /** Adds the figures of the choice of problems, after it has learned from the step. */
  void learned(ProblemChoice choice) {
    coefficients.putAll(choice.figures());
  }

  /** Records the weights that a correction gave the tokens of the step. */
  void corrected(List<Experience> experiences) {
    coefficients.putAll(new CorrectionReport(experiences).metrics());
  }

  /** Adds the floating-point operations of the step. */
  void worked(Learner learner, Scorers scorers, Gathering.Gathered groups) {
    List<Group> sampled = groups.sampled().stream().map(ScoredGroup::group).toList();
    work.put("prompt_tokens", prompts(sampled));
    work.put("flops/" + Work.SAMPLING, learner.flops().sampling(sampled));
    for (Work part : List.of(scorers.work(), learner.work())) {
      part.take().forEach((name, flops) -> work.merge(name, flops, Double::sum));
    }
  }

  private static double prompts(List<Group> groups) {
    return groups.stream()
        .mapToDouble(group -> group.completions().stream()
            .filter(completion -> completion.origin() != Origin.EXPERT)
            .mapToInt(completion -> completion.prompt().length)
            .max()
            .orElse(0))
        .sum();
  }

  void warnings(Gathering.Gathered groups) {
    RewardReport report = new RewardReport(groups.sampled());
    warnings.addAll(report.warnings(step, losses.taught() || losses.imitated() > 0));
    if (updates > 0 && gradientNorm == 0 && report.hasSignal()) {
      warnings.add(
          "step %d: rewards differ, but the gradient is exactly 0, so nothing was learned: the loss has no slope, or clips everything"
              .formatted(step));
    }
    if (clippedOnPolicy > MOST_CLIPPED_BY_ROUNDING * tokensOnPolicy) {
      warnings.add(
          "step %d: rounding alone clipped %d of %d tokens, because sampler and trainer give them different log-probs (largest difference %.3g). Use 'dtype: float32', or a wider clip"
              .formatted(step, clippedOnPolicy, tokensOnPolicy, difference));
    }
    if (losses.cappedKl() > MOST_CAPPED * losses.tokens()) {
      warnings.add(
          "step %d: %d of %d tokens had no KL gradient, because they exceeded the cap of the KL term. Remove 'cap' from 'objective.reference', or lower the learning rate"
              .formatted(step, losses.cappedKl(), losses.tokens()));
    }
    warnings.addAll(groups.notes());
  }

  List<String> warnings() {
    return warnings;
  }

  Map<String, Double> metrics(Gathering.Gathered groups, double learningRate) {
    Map<String, Double> metrics = new LinkedHashMap<>(new RewardReport(groups.sampled()).metrics());
    metrics.put("groups/sampled", (double) groups.sampled().size());
    metrics.put("groups/trained", (double)
        groups.kept().stream().filter(g -> g.group().explored()).count());
    metrics.putAll(groups.figures());
    if (completions(groups.kept()).anyMatch(c -> c.origin() == Origin.EXPERT)) {
      metrics.put("traces/imitated", (double) losses.imitated());
    }
    metrics.putAll(losses.metrics(Math.max(1, updates)));
    if (updates > 0) {
      metrics.put("gradient_norm", gradientNorm / updates);
      metrics.put("sampler_trainer_difference", difference);
      metrics.put("skipped_sequences", (double) skipped);
      metrics.put("clip/by_rounding", (double) clippedOnPolicy / Math.max(1, tokensOnPolicy));
    }
    metrics.putAll(coefficients);
    metrics.putAll(experts);
    metrics.put("learning_rate", learningRate);
    double tokens = completions(groups.sampled())
        .filter(c -> c.origin() != Origin.EXPERT)
        .mapToInt(c -> c.length())
        .sum();
    metrics.put("sampled_tokens", tokens);
    completions(groups.sampled())
        .flatMap(c -> c.support().stream())
        .flatMapToInt(support -> Arrays.stream(support.kept()).mapToInt(kept -> kept.length))
        .filter(kept -> kept > 0)
        .average()
        .ifPresent(kept -> metrics.put("sampling/kept_tokens", kept));
    metrics.putAll(work);
    double seconds = (System.nanoTime() - begin) / 1e9;
    metrics.put("time/step", seconds);
    metrics.putAll(stopwatch.seconds());
    metrics.put("time/tokens_per_second", tokens / seconds);
    return metrics;
  }

  private static Stream<Completion> completions(List<ScoredGroup> groups) {
    return groups.stream().flatMap(group -> group.group().completions().stream());
  }
}
