package io.gradus.experiments.cost;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;

/**
 * What a stage used, or will use.
 *
 * @param stage place and type, such as {@code 2-grpo}
 * @param seconds by part: sampling, scoring, survey, update, evaluation, other
 * @param processor processor seconds of all threads; NaN if unknown
 * @param joules energy of the machine; empty if it was not reported
 * @param tokens by kind: prompt, sampled, trained
 * @param flops floating-point operations by part: sampling, scoring, update, evaluation; empty if unknown
 * @param solved problems that the stage solved; not predicted
 */
public record Spent(
    String stage,
    long steps,
    Map<String, Double> seconds,
    double processor,
    OptionalDouble joules,
    Map<String, Double> tokens,
    Map<String, Double> flops,
    Solved solved) {

  /**
   * Problems solved by a stage.
   *
   * @param correct completions that the reward of the stage found correct
   * @param gained held-out problems that pass after the stage, minus those that passed before it; empty without two
   *     evaluations
   */
  public record Solved(long correct, OptionalDouble gained) {
    /** No problem is known to be solved. */
    static final Solved UNKNOWN = new Solved(0, OptionalDouble.empty());
  }

  static final String EVALUATION = "evaluation";
  static final String OTHER = "other";

  public Spent {
    seconds = new LinkedHashMap<>(seconds);
    tokens = new LinkedHashMap<>(tokens);
    flops = new LinkedHashMap<>(flops);
  }

  /** Seconds of all parts. */
  public double allSeconds() {
    return sum(seconds);
  }

  /** Floating-point operations of all parts. */
  public double allFlops() {
    return sum(flops);
  }

  static double sum(Map<String, Double> parts) {
    return parts.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** Returns the sum of two costs under a new name. The energy is unknown if one of the two is unknown. */
  Spent plus(Spent other, String name) {
    return new Spent(
        name,
        steps + other.steps,
        sums(seconds, other.seconds),
        processor + other.processor,
        joules.isPresent() && other.joules.isPresent()
            ? OptionalDouble.of(joules.getAsDouble() + other.joules.getAsDouble())
            : OptionalDouble.empty(),
        sums(tokens, other.tokens),
        sums(flops, other.flops),
        new Solved(
            solved.correct() + other.solved.correct(),
            solved.gained().isPresent() || other.solved.gained().isPresent()
                ? OptionalDouble.of(
                    solved.gained().orElse(0) + other.solved.gained().orElse(0))
                : OptionalDouble.empty()));
  }

  private static Map<String, Double> sums(Map<String, Double> a, Map<String, Double> b) {
    Map<String, Double> sums = new LinkedHashMap<>(a);
    b.forEach((name, value) -> sums.merge(name, value, Double::sum));
    return sums;
  }

  /** Returns the numbers for a JSON object. */
  Map<String, Object> fields(Optional<Prices> prices) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("stage", stage);
    fields.put("steps", steps);
    fields.put("seconds", allSeconds());
    fields.put("seconds_by_part", seconds);
    if (!Double.isNaN(processor)) {
      fields.put("processor_seconds", processor);
    }
    fields.put("tokens", tokens);
    fields.put("flops", allFlops());
    fields.put("flops_by_part", flops);
    joules.ifPresent(energy -> fields.put("joules", energy));
    prices.map(p -> p.of(allSeconds(), joules)).ifPresent(money -> {
      fields.put("money", sum(money));
      fields.put("money_by_item", money);
    });
    if (solved.correct() > 0) {
      fields.put("correct_completions", solved.correct());
      fields.put("per_correct_completion", per((double) solved.correct(), prices));
    }
    solved.gained().ifPresent(gained -> {
      fields.put("held_out_gained", gained);
      if (gained > 0) {
        fields.put("per_held_out_gained", per(gained, prices));
      }
    });
    return fields;
  }

  /** Cost of one problem, if the stage solved this many problems. */
  private Map<String, Double> per(double problems, Optional<Prices> prices) {
    Map<String, Double> each = new LinkedHashMap<>();
    each.put("seconds", allSeconds() / problems);
    each.put("flops", allFlops() / problems);
    each.put("tokens_sampled", tokens.getOrDefault("sampled", 0.0) / problems);
    prices.ifPresent(p -> each.put("money", sum(p.of(allSeconds(), joules)) / problems));
    return each;
  }

  /** Names of all parts with seconds, sorted. */
  TreeSet<String> parts() {
    return new TreeSet<>(seconds.keySet());
  }
}
