package io.gradus.experiments.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gradus.experiments.statistics.StudentT;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One number of each arm.
 *
 * @param measure the number in words
 * @param lines the arms in the order of the study
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ArmTable(String measure, List<Line> lines) {
  /**
   * An arm's number.
   *
   * @param seeds number of seeds that have a value
   * @param value mean over seeds, with its 95 % t interval; null if no seed has a value
   * @param notReached number of seeds in which a level was not reached, so that their value is too small
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Line(String arm, int seeds, ClaimFinding.@Nullable Interval value, int notReached) {
    static Line of(String arm, Map<Long, Measure.Value> values) {
      double[] all = values.values().stream().mapToDouble(Measure.Value::value).toArray();
      int notReached =
          (int) values.values().stream().filter(value -> !value.reached()).count();
      return new Line(
          arm,
          all.length,
          all.length == 0 ? null : ClaimFinding.Interval.of(StudentT.mean(all)),
          notReached);
    }

    private String words(int width) {
      String number = value == null ? "not measured" : value.words();
      String never =
          notReached == 0 ? "" : ", not reached with %d of %d seeds".formatted(notReached, seeds);
      return "  %s  %s%s".formatted(arm + " ".repeat(width - arm.length()), number, never);
    }
  }

  public ArmTable {
    lines = List.copyOf(lines);
  }

  /**
   * Makes a table.
   *
   * @param arms values of each arm by seed; a seed whose run failed is missing
   */
  static ArmTable of(Measure measure, Map<String, Map<Long, Measure.Value>> arms) {
    List<Line> lines = new ArrayList<>();
    arms.forEach((arm, values) -> lines.add(Line.of(arm, values)));
    return new ArmTable(measure.words(), lines);
  }

  /** The table as text, with a warning about the best of several means. */
  String words() {
    int width = lines.stream().mapToInt(line -> line.arm().length()).max().orElse(0);
    List<String> text = new ArrayList<>();
    text.add(measure + ", mean over seeds:");
    lines.forEach(line -> text.add(line.words(width)));
    if (lines.size() > 2) {
      text.add(
          "  The best of %d means is too good by chance. Run that arm with other seeds before you quote its number"
              .formatted(lines.size()));
    }
    return String.join("\n", text);
  }
}
