package io.gradus.experiments.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gradus.experiments.statistics.Estimate;
import io.gradus.experiments.statistics.StudentT;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the runs say about a claim.
 *
 * @param arm mean of the arm over its seeds, with its interval
 * @param against mean of the arm that it is compared with; null if there is none
 * @param seeds number of seeds that both arms have
 * @param effect paired difference or ratio over seeds, or the arm's own value, with its 95 % t interval; null if no
 *     seed has a value
 * @param values the values behind it, by arm and seed
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimFinding(
    String claim,
    String measure,
    String expected,
    Verdict verdict,
    int seeds,
    @Nullable Interval effect,
    Mean arm,
    @Nullable Mean against,
    Map<String, Map<Long, Double>> values) {

  /** The answer to a claim. */
  public enum Verdict {
    REPRODUCES("reproduces"),
    DOES_NOT_REPRODUCE("does not reproduce"),
    CANNOT_TELL("cannot tell"),
    /** No seed has a value. */
    NOT_MEASURED("not measured");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    @JsonValue
    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * A mean and its 95 % interval.
   *
   * @param low null if there is one value only
   * @param high null if there is one value only
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Interval(
      double mean, @Nullable Double low, @Nullable Double high) {
    static Interval of(Estimate estimate) {
      boolean known = Double.isFinite(estimate.low()) && Double.isFinite(estimate.high());
      return new Interval(
          estimate.value(), known ? estimate.low() : null, known ? estimate.high() : null);
    }

    String words() {
      return low == null || high == null
          ? number(mean) + " (one seed)"
          : "%s (95 %%: %s to %s)".formatted(number(mean), number(low), number(high));
    }
  }

  private static String number(double value) {
    boolean large = Math.abs(value) >= 1000;
    return String.format(Locale.ROOT, large ? "%,.0f" : "%.3g", value);
  }

  /**
   * An arm's mean over its seeds.
   *
   * @param value null if no seed has a value
   * @param notReached number of seeds in which a level was not reached, so that their value is too small
   */
  public record Mean(String name, @Nullable Interval value, int notReached) {
    String words() {
      String never = notReached == 0 ? "" : ", not reached with %d seeds".formatted(notReached);
      return "%s %s%s".formatted(name, value == null ? "not measured" : value.words(), never);
    }
  }

  /**
   * Compares the values of a claim.
   *
   * @param arms the values of each arm by seed; a seed whose run failed is missing
   */
  static ClaimFinding of(Claim claim, Map<String, Map<Long, Measure.Value>> arms) {
    Map<Long, Measure.Value> mine = arms.getOrDefault(claim.arm(), Map.of());
    Optional<Map<Long, Measure.Value>> other =
        claim.against().map(name -> arms.getOrDefault(name, Map.of()));
    List<Double> effects = new ArrayList<>();
    mine.forEach((seed, value) -> {
      if (other.isEmpty()) {
        effects.add(value.value());
      } else if (other.get().containsKey(seed)) {
        double theirs = other.get().get(seed).value();
        effects.add(claim.by() == Claim.By.RATIO ? value.value() / theirs : value.value() - theirs);
      }
    });
    double[] all = effects.stream().mapToDouble(v -> v).toArray();
    int notReached = notReached(mine);
    Optional<Estimate> effect = all.length == 0
        ? Optional.empty()
        : Optional.of(
            claim.by() == Claim.By.RATIO ? StudentT.geometricMean(all) : StudentT.mean(all));
    Map<String, Map<Long, Double>> values = new TreeMap<>();
    values.put(claim.arm(), plain(mine));
    other.ifPresent(theirs -> values.put(claim.against().orElseThrow(), plain(theirs)));
    return new ClaimFinding(
        claim.claim(),
        claim.measure().words(),
        claim.expectation(),
        effect.map(e -> verdict(claim, e, notReached, mine.size())).orElse(Verdict.NOT_MEASURED),
        all.length,
        effect.map(Interval::of).orElse(null),
        mean(claim.arm(), mine),
        other.map(theirs -> mean(claim.against().orElseThrow(), theirs)).orElse(null),
        values);
  }

  /** If most runs never reached the level, the claim does not reproduce. The steps of these runs do not count. */
  private static Verdict verdict(Claim claim, Estimate effect, int notReached, int runs) {
    if (notReached > 0) {
      return 2 * notReached > runs ? Verdict.DOES_NOT_REPRODUCE : Verdict.CANNOT_TELL;
    }
    boolean above = effect.low() > claim.bound();
    boolean below = effect.high() < claim.bound();
    boolean exactly = effect.low() == effect.high() && !above && !below;
    if (claim.expect() == Claim.Expect.HIGHER ? above : below) {
      return Verdict.REPRODUCES;
    }
    return above || below || exactly ? Verdict.DOES_NOT_REPRODUCE : Verdict.CANNOT_TELL;
  }

  private static Mean mean(String name, Map<Long, Measure.Value> values) {
    double[] all = values.values().stream().mapToDouble(Measure.Value::value).toArray();
    return new Mean(
        name, all.length == 0 ? null : Interval.of(StudentT.mean(all)), notReached(values));
  }

  private static int notReached(Map<Long, Measure.Value> values) {
    return (int) values.values().stream().filter(value -> !value.reached()).count();
  }

  private static Map<Long, Double> plain(Map<Long, Measure.Value> values) {
    Map<Long, Double> plain = new TreeMap<>();
    values.forEach((seed, value) -> plain.put(seed, value.value()));
    return plain;
  }

  /** The finding in a few lines. */
  String words() {
    String means = arm.words() + (against == null ? "" : ", " + against.words());
    return "%s: %s%n  %s: %s%n  %s: %s, %d seeds; expected: %s"
        .formatted(
            verdict,
            claim,
            measure,
            means,
            against == null ? "value" : "effect",
            effect == null ? "none" : effect.words(),
            seeds,
            expected);
  }
}
