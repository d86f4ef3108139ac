package io.gradus.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Changes of pass@1 between the last evaluation before training on rewards and the end of the run. */
final class Headlines {
  private Headlines() {}

  /** One headline for each benchmark and mode of each run, with sampled modes first. */
  static List<Page.Headline> of(List<RecordedRun> runs) {
    List<Page.Headline> headlines = new ArrayList<>();
    for (RecordedRun run : runs) {
      Map<String, List<Evaluation>> kinds = new LinkedHashMap<>();
      for (String mode : List.of("sampled", "greedy", "")) {
        run.evaluations().stream()
            .filter(e -> mode.isEmpty() || e.mode().equals(mode))
            .forEach(e -> kinds
                .computeIfAbsent(e.benchmark() + ", " + e.mode(), k -> new ArrayList<>())
                .add(e));
      }
      String owner = runs.size() == 1 ? "" : run.name() + ": ";
      kinds.forEach((kind, points) ->
          headlines.add(headline(owner + kind, points.stream().distinct().toList(), run)));
    }
    return headlines;
  }

  private static Page.Headline headline(String what, List<Evaluation> points, RecordedRun run) {
    Evaluation after = points.get(points.size() - 1);
    Evaluation before = before(points, run.beforeRewards());
    boolean once = before.equals(after);
    String lengths = before.meanLength().isPresent() && after.meanLength().isPresent()
        ? (once ? "" : Figure.number(before.meanLength().get()) + " → ")
            + Figure.number(after.meanLength().get()) + " tokens"
        : "";
    return new Page.Headline(
        after.mode().equals("sampled"),
        after.figure() + ", " + what,
        once ? "" : Figure.percentage(before.passAtOne().value()),
        once ? "" : interval(before),
        Figure.percentage(after.passAtOne().value()),
        interval(after),
        once ? "" : judgement(before, after),
        "%,d problems × %,d sample%s; %s"
            .formatted(
                after.problems(),
                after.samples(),
                after.samples() == 1 ? "" : "s",
                once ? when(after) : when(before) + " → " + when(after)),
        lengths);
  }

  /** Last evaluation before training on rewards; without one, the first evaluation. */
  private static Evaluation before(List<Evaluation> points, OptionalDouble boundary) {
    Evaluation before = points.get(0);
    for (Evaluation e : points) {
      if (boundary.isPresent() && e.globalStep() <= boundary.getAsDouble()) {
        before = e;
      }
    }
    return before;
  }

  private static String judgement(Evaluation before, Evaluation after) {
    if (!before.passAtOne().apartFrom(after.passAtOne())) {
      return "intervals overlap";
    }
    return before.passAtOne().value() < after.passAtOne().value()
        ? "better, intervals do not overlap"
        : "worse, intervals do not overlap";
  }

  static String interval(Evaluation e) {
    return "%s–%s"
        .formatted(
            Figure.percentage(e.passAtOne().low()).replace(" %", ""),
            Figure.percentage(e.passAtOne().high()).replace(" %", ""));
  }

  private static String when(Evaluation e) {
    return "step " + Figure.number(e.globalStep());
  }
}
