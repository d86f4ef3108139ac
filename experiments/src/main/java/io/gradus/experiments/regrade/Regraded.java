package io.gradus.experiments.regrade;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Scores of stored completions.
 *
 * @param completions number of completions
 * @param graded number of completions with a score in the log
 * @param recorded mean score in the log, of the completions that have one
 * @param mean mean score now, of all completions
 * @param low lower end of the 95 % interval over problems
 * @param high upper end
 * @param agreeing number of completions with the same score as in the log
 * @param gained wrong in the log, right now
 * @param lost right in the log, wrong now
 * @param verdicts number of completions by verdict
 * @param changes some completions whose score changed
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Regraded(
    String source,
    String format,
    int completions,
    int graded,
    double recorded,
    double mean,
    double low,
    double high,
    int agreeing,
    int gained,
    int lost,
    Map<String, Long> verdicts,
    List<Change> changes) {
  public Regraded {
    changes = List.copyOf(changes);
  }

  /** A completion whose score changed. */
  public record Change(String problem, double recorded, double now, String why) {}

  /** Lines for the terminal. */
  public String words() {
    String head = String.format(
        Locale.ROOT,
        "%s (%s): %d completions, %.2f %% now (95 %%: %.2f to %.2f)",
        source,
        format,
        completions,
        100 * mean,
        100 * low,
        100 * high);
    String before = graded == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "\n  the log says %.2f %%; %d of %d scores are the same, %d gained, %d lost",
            100 * recorded,
            agreeing,
            graded,
            gained,
            lost);
    return head
        + before
        + "\n  verdicts: "
        + verdicts.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "))
        + changes.stream()
            .map(change -> String.format(
                Locale.ROOT,
                "\n  %s: %.0f -> %.0f: %s",
                change.problem(),
                change.recorded(),
                change.now(),
                change.why()))
            .collect(Collectors.joining());
  }
}
