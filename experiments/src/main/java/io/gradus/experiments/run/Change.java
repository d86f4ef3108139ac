package io.gradus.experiments.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gradus.experiments.statistics.PairedComparison;
import io.gradus.experiments.statistics.Proportion;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Paired change of pass@1 on a benchmark. Pairing by problem removes the variance of the problems' difficulty.
 *
 * @param difference mean of after minus before, in [-1, 1], with its 95 % interval {@code low} to {@code high}
 * @param gained problems that are solved more often than before
 * @param lost problems that are solved less often than before
 * @param pValue p-value of the two-sided sign test of gained and lost
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Change(
    double difference,
    double low,
    double high,
    int gained,
    int lost,
    @JsonProperty("p_value") double pValue) {
  private static final long SEED = 0x4348414EL;

  /** Position of the interval: above 0, below 0, or containing 0. */
  public enum Reading {
    BETTER,
    WORSE,
    UNCLEAR
  }

  /**
   * Compares two lines of the journal of evaluations, on the problems that both judged.
   *
   * @return empty if their problems differ, or if no problem was judged in both
   */
  static Optional<Change> between(JsonNode before, JsonNode after) {
    JsonNode old = before.path("solved");
    JsonNode now = after.path("solved");
    if (!before.path("problem_set").equals(after.path("problem_set"))
        || before.path("problem_set").isMissingNode()
        || old.size() != now.size()) {
      return Optional.empty();
    }
    int[] judged = IntStream.range(0, old.size())
        .filter(i -> old.get(i).isNumber() && now.get(i).isNumber())
        .toArray();
    if (judged.length == 0) {
      return Optional.empty();
    }
    double[] first =
        IntStream.of(judged).mapToDouble(i -> old.get(i).asDouble()).toArray();
    double[] second =
        IntStream.of(judged).mapToDouble(i -> now.get(i).asDouble()).toArray();
    PairedComparison paired = PairedComparison.of(first, second, SEED);
    double difference = paired.difference().value();
    double low = paired.difference().low();
    double high = paired.difference().high();
    if (low == high) {
      // If all problems changed equally, the bootstrap interval has no width. Then we use Wilson's
      // bound for 0 events in this many problems.
      double width = Proportion.wilson(0, judged.length).high();
      low = Math.max(-1, difference - width);
      high = Math.min(1, difference + width);
    }
    return Optional.of(
        new Change(difference, low, high, paired.gained(), paired.lost(), paired.pValue()));
  }

  /** Position of the interval. */
  public Reading reading() {
    return low > 0 ? Reading.BETTER : high < 0 ? Reading.WORSE : Reading.UNCLEAR;
  }

  /** {@code +87.8 points, 95 %: +83.0 to +92.1}. */
  String words() {
    return String.format(
        Locale.ROOT,
        "%+.1f points, 95 %%: %+.1f to %+.1f",
        100 * difference,
        100 * low,
        100 * high);
  }
}
