package io.gradus.experiments.harness;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Scores of a benchmark, or of one of its subjects.
 *
 * @param cutPrompts number of prompts that exceeded the context
 * @param scores by name
 * @param subjects results of each subject, if there are several
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BenchmarkScores(
    int questions,
    int cutPrompts,
    Map<String, Scored> scores,
    Map<String, BenchmarkScores> subjects) {

  /**
   * One score over all questions.
   *
   * @param mean mean over questions of the mean over samples
   * @param standardError computed as in lm-evaluation-harness: over questions, pooled over subjects; NaN for one
   *     question
   * @param low lower end of the 95 % interval, which takes clusters into account
   * @param high upper end
   * @param clusters number of clusters that the interval takes into account
   * @param censored number of answers that could not be judged, by reason
   * @param ifWrong mean if all censored answers were wrong
   * @param ifRight mean if all censored answers were right
   * @param passAt further estimates over samples, such as {@code pass@4} and {@code pass^4}
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Scored(
      double mean,
      double standardError,
      double low,
      double high,
      int clusters,
      Map<String, Long> censored,
      double ifWrong,
      double ifRight,
      Map<String, Estimated> passAt) {

    String words(String name) {
      String counts = censored.entrySet().stream()
          .map(count -> count.getValue() + " " + count.getKey().replace('_', '-'))
          .collect(Collectors.joining(", "));
      String further = passAt.entrySet().stream()
          .map(e -> String.format(
              Locale.ROOT,
              "; %s %.2f %% (%.2f to %.2f)",
              e.getKey(),
              100 * e.getValue().value(),
              100 * e.getValue().low(),
              100 * e.getValue().high()))
          .collect(Collectors.joining());
      return String.format(
          Locale.ROOT,
          "%s %.2f %% (95 %%: %.2f to %.2f)%s%s",
          name,
          100 * mean,
          100 * low,
          100 * high,
          further,
          counts.isEmpty()
              ? ""
              : String.format(
                  Locale.ROOT,
                  "; %s, so between %.2f and %.2f %%",
                  counts,
                  100 * ifWrong,
                  100 * ifRight));
    }
  }

  /** An estimate with its 95 % interval. */
  public record Estimated(double value, double low, double high) {}

  /** Lines for the terminal. */
  List<String> words(String benchmark) {
    String head = "%s: %d questions%s%s"
        .formatted(
            benchmark,
            questions,
            subjects.isEmpty() ? "" : " of %d subjects".formatted(subjects.size()),
            cutPrompts == 0
                ? ""
                : ", %d prompts too long, their beginnings cut".formatted(cutPrompts));
    return Stream.concat(
            Stream.of(head),
            scores.entrySet().stream().map(e -> "  " + e.getValue().words(e.getKey())))
        .toList();
  }
}
