package io.gradus.experiments.harness;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gradus.experiments.benchmark.Sensitivity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
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
   * @param prompts the same score with other prompts
   * @param judgements other judgements of the same answers
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
      Map<String, Estimated> passAt,
      Map<String, Variant> prompts,
      Map<String, Variant> judgements) {

    /** Returns this score with its variants. */
    Scored with(Map<String, Variant> otherPrompts, Map<String, Variant> otherJudgements) {
      return new Scored(
          mean,
          standardError,
          low,
          high,
          clusters,
          censored,
          ifWrong,
          ifRight,
          passAt,
          otherPrompts,
          otherJudgements);
    }

    /** Lines for a person: the score with its range, and each variant. */
    List<String> lines(String name) {
      List<String> lines = new ArrayList<>();
      lines.add("  " + words(name) + range("prompts", prompts) + range("judgements", judgements));
      prompts.forEach((variant, value) -> lines.add("    " + value.words("prompt " + variant)));
      judgements.forEach(
          (variant, value) -> lines.add("    " + value.words("judged by " + variant)));
      return lines;
    }

    /** The lowest and the highest of the own score and its variants. */
    private String range(String kind, Map<String, Variant> variants) {
      if (variants.isEmpty()) {
        return "";
      }
      Map<String, Double> means = new LinkedHashMap<>();
      means.put(Sensitivity.OWN, mean);
      variants.forEach((variant, value) -> means.put(variant, value.mean()));
      Map.Entry<String, Double> lowest =
          Collections.min(means.entrySet(), Map.Entry.comparingByValue());
      Map.Entry<String, Double> highest =
          Collections.max(means.entrySet(), Map.Entry.comparingByValue());
      return String.format(
          Locale.ROOT,
          "; over %d %s %.2f (%s) to %.2f %% (%s)",
          means.size(),
          kind,
          100 * lowest.getValue(),
          lowest.getKey(),
          100 * highest.getValue(),
          highest.getKey());
    }

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

  /**
   * A score with another prompt or judgement.
   *
   * @param mean mean over questions
   * @param low lower end of its 95 % interval
   * @param high upper end
   * @param difference mean over questions of this score minus the own score
   * @param differenceLow lower end of the 95 % interval of the difference; pairing makes it narrower than the score's
   * @param differenceHigh upper end
   * @param censored number of answers that could not be judged, by reason
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Variant(
      double mean,
      double low,
      double high,
      double difference,
      double differenceLow,
      double differenceHigh,
      Map<String, Long> censored) {

    String words(String name) {
      return String.format(
          Locale.ROOT,
          "%s: %.2f %% (95 %%: %.2f to %.2f), difference %+.2f points (%+.2f to %+.2f)%s",
          name,
          100 * mean,
          100 * low,
          100 * high,
          100 * difference,
          100 * differenceLow,
          100 * differenceHigh,
          counts(censored));
    }
  }

  private static String counts(Map<String, Long> censored) {
    return censored.entrySet().stream()
        .map(count -> "; " + count.getValue() + " " + count.getKey().replace('_', '-'))
        .collect(Collectors.joining());
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
            scores.entrySet().stream().flatMap(e -> e.getValue().lines(e.getKey()).stream()))
        .toList();
  }
}
