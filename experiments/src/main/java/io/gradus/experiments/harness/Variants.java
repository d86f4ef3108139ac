package io.gradus.experiments.harness;

import io.gradus.experiments.benchmark.Answered;
import io.gradus.experiments.statistics.PairedTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers to the same questions, compared with a benchmark's own answers question by question. */
final class Variants {
  /** Seed of the resamples; two evaluations with the same answers have the same intervals. */
  private static final long SEED = 17;

  private final List<Answered> own;
  private final List<String> clusters;
  private final Map<String, List<Answered>> prompts = new LinkedHashMap<>();

  Variants(List<Answered> own) {
    this.own = own;
    this.clusters = Scoreboard.clusters(own);
  }

  /** Adds the answers to another prompt. */
  void prompt(String name, List<Answered> answers) {
    prompts.put(name, answers);
  }

  /** Returns a result with what the variants change. */
  BenchmarkScores added(
      BenchmarkScores result, Map<String, List<String>> judgements, List<Answered> rejudged) {
    Map<String, BenchmarkScores.Scored> scores = new LinkedHashMap<>();
    result.scores().forEach((score, scored) -> {
      Map<String, BenchmarkScores.Variant> worded = new LinkedHashMap<>();
      prompts.forEach((name, answers) -> worded.put(name, variant(score, answers, score)));
      Map<String, BenchmarkScores.Variant> judged = new LinkedHashMap<>();
      judgements
          .getOrDefault(score, List.of())
          .forEach(name -> judged.put(name, variant(score, rejudged, name)));
      scores.put(score, scored.with(worded, judged));
    });
    return new BenchmarkScores(result.questions(), result.cutPrompts(), scores, result.subjects());
  }

  private BenchmarkScores.Variant variant(String score, List<Answered> others, String otherScore) {
    Map<String, Answered> byKey = new HashMap<>();
    others.forEach(answer -> byKey.put(answer.key(), answer));
    List<Answered> paired = new ArrayList<>();
    for (Answered answer : own) {
      Answered other = byKey.get(answer.key());
      if (other == null) {
        throw new IllegalStateException("no answer of a variant to " + answer.key());
      }
      paired.add(other);
    }
    PairedTest test = PairedTest.of(means(own, score), means(paired, otherScore), clusters, SEED);
    BenchmarkScores.Scored scored =
        Scoreboard.of(paired, List.of(otherScore), List.of()).scores().get(otherScore);
    if (scored == null) {
      throw new IllegalStateException("no score " + otherScore);
    }
    return new BenchmarkScores.Variant(
        scored.mean(),
        scored.low(),
        scored.high(),
        test.difference().value(),
        test.difference().low(),
        test.difference().high(),
        scored.censored());
  }

  private static double[] means(List<Answered> answers, String score) {
    return answers.stream()
        .mapToDouble(answer -> Scoreboard.average(answer.scores(score)))
        .toArray();
  }
}
