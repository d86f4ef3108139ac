package io.gradus.experiments.cost;

import io.gradus.core.Completion;
import io.gradus.core.Experience;
import io.gradus.core.Origin;
import io.gradus.core.ScoredGroup;
import io.gradus.core.trainer.StepObserver;
import io.gradus.experiments.meter.Meter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Observes real steps of a stage, and averages them. */
final class Trial implements StepObserver {
  /** Number of first steps, which are slower because code is compiled and memory is prepared. */
  private static final int WARM_UP = 2;
  /** Fewest correct completions whose mean length is used. */
  private static final int FEW = 10;

  private final Meter meter = new Meter();
  private final List<Step> steps = new ArrayList<>();
  private Lengths lengths = Lengths.NONE;

  /** What one step used. */
  private record Step(Meter.Lap lap, Map<String, Double> metrics, Lengths lengths) {}

  /**
   * Sums of lengths of completions, in tokens.
   *
   * @param sampled completions of the policy
   * @param right correct completions, including an expert's demonstrations
   */
  private record Lengths(long sampled, double sampledTokens, long right, double rightTokens) {
    static final Lengths NONE = new Lengths(0, 0, 0, 0);

    Lengths plus(Lengths other) {
      return new Lengths(
          sampled + other.sampled,
          sampledTokens + other.sampledTokens,
          right + other.right,
          rightTokens + other.rightTokens);
    }
  }

  @Override
  public void sampled(long step, List<ScoredGroup> groups, List<Experience> experience) {
    lengths = Lengths.NONE;
    for (ScoredGroup group : groups) {
      for (int i = 0; i < group.group().size(); i++) {
        Completion completion = group.group().completions().get(i);
        boolean own = completion.origin() != Origin.EXPERT;
        boolean right = group.scores().get(i).correct();
        int length = completion.length();
        lengths = lengths.plus(
            new Lengths(own ? 1 : 0, own ? length : 0, right ? 1 : 0, right ? length : 0));
      }
    }
  }

  @Override
  public void finished(long step, Map<String, Double> metrics, List<String> warnings) {
    steps.add(new Step(meter.lap(), metrics, lengths));
  }

  /** Number of steps that were measured. */
  int count() {
    return steps.size();
  }

  private int warmUp() {
    return steps.size() >= 3 * WARM_UP ? WARM_UP : 0;
  }

  /** The later half of the steps, because lengths change while the policy learns. */
  private List<Step> later() {
    int from = Math.max(warmUp(), steps.size() / 2);
    return steps.subList(Math.min(from, steps.size() - 1), steps.size());
  }

  /** Seconds that the first steps took in addition to the mean of later steps. */
  double preparation() {
    double mean = steps.subList(warmUp(), steps.size()).stream()
        .mapToDouble(step -> step.lap.seconds())
        .average()
        .orElse(0);
    return steps.subList(0, warmUp()).stream()
        .mapToDouble(step -> Math.max(0, step.lap.seconds() - mean))
        .sum();
  }

  /** Mean length of the policy's completions. */
  double length() {
    Lengths sum = sum();
    return sum.sampled == 0 ? 0 : sum.sampledTokens / sum.sampled;
  }

  /** Mean length of correct completions; the mean of all if few were correct. */
  double rightLength() {
    Lengths sum = sum();
    return sum.right < FEW ? length() : sum.rightTokens / sum.right;
  }

  private Lengths sum() {
    return later().stream().map(Step::lengths).reduce(Lengths.NONE, Lengths::plus);
  }

  /** Mean of a metric; 0 where it is missing. */
  double mean(String metric) {
    return later().stream()
        .mapToDouble(step -> step.metrics.getOrDefault(metric, 0.0))
        .average()
        .orElse(0);
  }

  /** Mean seconds of a step by part, without parts that take no time. */
  Map<String, Double> seconds(List<String> parts) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    double all = mean("time/step");
    double known = 0;
    for (String part : parts) {
      double mean = mean("time/" + part);
      if (mean > 0) {
        seconds.put(part, mean);
        known += mean;
      }
    }
    String rest = seconds.containsKey("sampling") ? Spent.OTHER : "update";
    seconds.merge(rest, Math.max(0, all - known), Double::sum);
    return seconds;
  }

  /** Processor seconds of a second. */
  double processors() {
    double seconds = later().stream().mapToDouble(step -> step.lap.seconds()).sum();
    double processor =
        later().stream().mapToDouble(step -> step.lap.processor()).sum();
    return seconds > 0 ? processor / seconds : 0;
  }

  /** Watts of the machine; NaN if it reports no energy. */
  double watts() {
    double seconds = later().stream().mapToDouble(step -> step.lap.seconds()).sum();
    double joules = later().stream()
        .mapToDouble(step -> step.lap.joules().orElse(Double.NaN))
        .sum();
    return joules / seconds;
  }
}
