package io.gradus.experiments.harness;

import io.gradus.experiments.benchmark.Answered;
import io.gradus.experiments.benchmark.Outcome;
import io.gradus.experiments.statistics.ClusteredMean;
import io.gradus.experiments.statistics.Estimate;
import io.gradus.experiments.statistics.PassAtK;
import io.gradus.experiments.statistics.PassHatK;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Sums up the answers to a benchmark. */
public final class Scoreboard {
  private Scoreboard() {}

  /**
   * Scores of all answers.
   *
   * @param scores names of the scores, in order
   * @param k values of k for pass@k
   */
  public static BenchmarkScores of(List<Answered> answers, List<String> scores, List<Integer> k) {
    Map<String, List<Answered>> subjects =
        new TreeMap<>(answers.stream().collect(Collectors.groupingBy(Answered::subject)));
    Map<String, BenchmarkScores> parts = new LinkedHashMap<>();
    if (subjects.size() > 1) {
      subjects.forEach(
          (subject, some) -> parts.put(subject, part(some, List.of(some), scores, k, Map.of())));
    }
    return part(answers, subjects.values(), scores, k, parts);
  }

  private static BenchmarkScores part(
      List<Answered> answers,
      Collection<List<Answered>> subjects,
      List<String> scores,
      List<Integer> k,
      Map<String, BenchmarkScores> parts) {
    Map<String, BenchmarkScores.Scored> all = new LinkedHashMap<>();
    scores.forEach(score -> all.put(score, scored(answers, subjects, score, k)));
    int cut = (int) answers.stream().filter(Answered::cut).count();
    return new BenchmarkScores(answers.size(), cut, all, parts);
  }

  private static BenchmarkScores.Scored scored(
      List<Answered> answers, Collection<List<Answered>> subjects, String score, List<Integer> k) {
    List<String> clusters = clusters(answers);
    ClusteredMean mean = mean(answers, clusters, answer -> average(answer.scores(score)));
    Map<String, Long> censored = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      long count = answers.stream()
          .flatMap(answer -> answer.marks().getOrDefault(score, List.of()).stream())
          .filter(mark -> outcome != Outcome.JUDGED && mark.outcome() == outcome)
          .count();
      if (count > 0) {
        censored.put(outcome.label(), count);
      }
    }
    Map<String, BenchmarkScores.Estimated> passAt = new LinkedHashMap<>();
    int samples = answers.stream().mapToInt(a -> a.scores(score).length).min().orElse(0);
    for (int each : k.stream().filter(each -> each <= samples).toList()) {
      passAt.put(
          "pass@" + each,
          estimated(mean(answers, clusters, a -> {
                double[] marks = a.scores(score);
                return PassAtK.ofProblem(marks.length, right(marks), each);
              })
              .interval()));
      passAt.put(
          "pass^" + each,
          estimated(mean(answers, clusters, a -> {
                double[] marks = a.scores(score);
                return PassHatK.ofProblem(marks.length, right(marks), each);
              })
              .interval()));
    }
    return new BenchmarkScores.Scored(
        mean.interval().value(),
        pooledError(subjects, score),
        mean.interval().low(),
        mean.interval().high(),
        mean.clusters(),
        censored,
        bound(answers, score, 0),
        bound(answers, score, 1),
        passAt,
        Map.of(),
        Map.of());
  }

  private static BenchmarkScores.Estimated estimated(Estimate estimate) {
    return new BenchmarkScores.Estimated(estimate.value(), estimate.low(), estimate.high());
  }

  private static int right(double[] samples) {
    return (int) Arrays.stream(samples).filter(s -> s > 0).count();
  }

  /** Cluster of each answer; empty if no answers are related, or if all are in one cluster. */
  public static List<String> clusters(List<Answered> answers) {
    Set<String> names = answers.stream().map(Answered::cluster).collect(Collectors.toSet());
    if (names.size() < 2) {
      return List.of();
    }
    // A question without a cluster is a cluster of its own.
    return answers.stream()
        .map(a -> a.cluster().isEmpty() ? a.key() : a.cluster())
        .toList();
  }

  private static ClusteredMean mean(
      List<Answered> answers, List<String> clusters, ToDoubleFunction<Answered> value) {
    return ClusteredMean.of(answers.stream().mapToDouble(value).toArray(), clusters);
  }

  /** Mean of the samples of a question. */
  public static double average(double[] samples) {
    return Arrays.stream(samples).average().orElse(0);
  }

  private static double bound(List<Answered> answers, String score, double value) {
    return answers.stream()
        .mapToDouble(answer -> answer.marks().getOrDefault(score, List.of()).stream()
            .mapToDouble(mark -> mark.outcome() == Outcome.JUDGED ? mark.score() : value)
            .average()
            .orElse(0))
        .average()
        .orElse(0);
  }

  /** Standard error over questions; of several subjects, pooled as lm-evaluation-harness pools it. */
  private static double pooledError(Collection<List<Answered>> subjects, String score) {
    List<Double> squares = new ArrayList<>();
    double questions = 0;
    for (List<Answered> answers : subjects) {
      double n = answers.size();
      double error = mean(answers, List.of(), a -> average(a.scores(score))).standardError();
      squares.add((n - 1) * error * error * n);
      questions += n;
    }
    double pooled = squares.stream().mapToDouble(s -> s).sum() / (questions - squares.size());
    return Math.sqrt(pooled / questions);
  }
}
