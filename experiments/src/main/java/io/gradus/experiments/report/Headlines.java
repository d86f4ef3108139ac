package io.gradus.experiments.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** What a run changed: pass@1 before it trained on rewards, and at its end. */
final class Headlines {
  private Headlines() {}

  /** One for each benchmark and mode of each run, the sampled ones leading. */
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
        "pass@1, " + what,
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

  /** The last evaluation that knew no rewards; without one, the first. */
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
      return "they overlap";
    }
    return before.passAtOne().value() < after.passAtOne().value()
        ? "better, and they do not overlap"
        : "worse, and they do not overlap";
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
