package io.gradus.experiments.benchmark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answered question.
 *
 * @param subject subject of its file; empty if there is only one
 * @param row row of its file, from 0
 * @param cluster the same for related questions; empty if a question stands alone
 * @param cut whether the prompt exceeded the context, so that its beginning was left out
 * @param marks judgements by metric, one for each sample
 * @param details further fields for a reader: texts, likelihoods, answers
 */
public record Answered(
    String subject,
    int row,
    String cluster,
    boolean cut,
    Map<String, List<Mark>> marks,
    Map<String, Object> details) {

  /**
   * A judgement of one sample.
   *
   * @param score usually 0 or 1
   */
  public record Mark(double score, Outcome outcome) {
    /** A judgement that is not censored. */
    public static Mark of(double score) {
      return new Mark(score, Outcome.JUDGED);
    }
  }

  /** Name of the question within its benchmark. */
  public String key() {
    return key(subject, row);
  }

  /** Name of a question within its benchmark. */
  public static String key(String subject, int row) {
    return subject + "/" + row;
  }

  /** Scores of a metric, one for each sample. */
  public double[] scores(String metric) {
    return marks.getOrDefault(metric, List.of()).stream()
        .mapToDouble(Mark::score)
        .toArray();
  }

  /** The record of a file of answers. */
  public Map<String, Object> line() {
    Map<String, Object> line = new LinkedHashMap<>();
    if (!subject.isEmpty()) {
      line.put("subject", subject);
    }
    line.put("row", row);
    if (!cluster.isEmpty()) {
      line.put("cluster", cluster);
    }
    if (cut) {
      line.put("cut", true);
    }
    Map<String, Object> scores = new LinkedHashMap<>();
    Map<String, Object> outcomes = new LinkedHashMap<>();
    marks.forEach((metric, each) -> {
      scores.put(metric, each.stream().map(Mark::score).toList());
      if (each.stream().anyMatch(mark -> mark.outcome() != Outcome.JUDGED)) {
        outcomes.put(metric, each.stream().map(mark -> mark.outcome().label()).toList());
      }
    });
    line.put("scores", scores);
    if (!outcomes.isEmpty()) {
      line.put("outcomes", outcomes);
    }
    line.putAll(details);
    return line;
  }
}
