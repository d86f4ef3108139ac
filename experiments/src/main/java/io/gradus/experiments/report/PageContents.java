package io.gradus.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Fills the page with the contents of some runs. */
final class PageContents {
  private final List<RecordedRun> runs;

  PageContents(List<RecordedRun> runs) {
    this.runs = runs;
  }

  Page page(List<Figure> evaluations, List<Figure> metrics, Optional<String> trouble) {
    String script = Script.text();
    boolean drawable = trouble.isEmpty();
    List<Page.Warning> warnings = warnings(trouble);
    return new Page(
        runs.stream().map(RecordedRun::name).collect(Collectors.joining(" and ")),
        Script.resource("report.css"),
        script,
        Script.hash(script),
        runs.size() > 1,
        !warnings.isEmpty(),
        warnings,
        Headlines.of(runs),
        drawn(evaluations, Folding.SHOWN, drawable),
        runs.stream().anyMatch(r -> !r.evaluations().isEmpty()),
        rows(),
        drawn(metrics, Folding.SHOWN, drawable),
        folded(metrics, drawable),
        CurveData.of(Stream.concat(evaluations.stream(), metrics.stream()).toList()),
        drawable,
        runs.stream().anyMatch(r -> r.rollouts().rollouts() > 0),
        !differences().isEmpty(),
        differences(),
        IntStream.range(0, runs.size()).mapToObj(i -> run(i, runs.get(i))).toList());
  }

  /** Figures of a kind. Without fonts they have no drawing, and only the page's script draws them. */
  private List<Page.Drawn> drawn(List<Figure> figures, Folding kind, boolean drawable) {
    return figures.stream()
        .filter(f -> Folding.of(f, runs.size() > 1) == kind)
        .map(f -> new Page.Drawn(
            f.name(),
            f.title(),
            f.description(),
            drawable ? Svg.embedded(Drawing.bareSvg(f), f.name()) : "",
            f.lines().stream()
                .map(l -> new Page.Legend(
                    l.label(), l.colour() % Palette.size(), Palette.dashes(l.colour())))
                .toList(),
            f.caption()))
        .toList();
  }

  private List<Page.Folded> folded(List<Figure> metrics, boolean drawable) {
    List<Page.Folded> all = new ArrayList<>();
    for (Folding kind : List.of(Folding.CONSTANT, Folding.NOISE)) {
      List<Page.Drawn> figures = drawn(metrics, kind, drawable);
      if (!figures.isEmpty()) {
        all.add(new Page.Folded(
            kind.name().toLowerCase(Locale.ROOT),
            kind == Folding.CONSTANT ? "Constant" : "Without a trend",
            figures.stream().map(Page.Drawn::title).collect(Collectors.joining("; ")),
            figures));
      }
    }
    return all;
  }

  private List<Page.Difference> differences() {
    return runs.size() < 2
        ? List.of()
        : RecipeKeys.differences(runs.stream().map(RecordedRun::recipe).toList()).stream()
            .map(d -> new Page.Difference(
                Inert.text(d.path()), d.values().stream().map(Inert::text).toList()))
            .toList();
  }

  private List<Page.Warning> warnings(Optional<String> trouble) {
    List<Page.Warning> warnings = new ArrayList<>();
    trouble.ifPresent(t -> warnings.add(new Page.Warning(t, "")));
    for (RecordedRun run : runs) {
      String owner = runs.size() == 1 ? "" : run.name() + ": ";
      run.troubles().forEach(t -> warnings.add(new Page.Warning(owner + Inert.text(t), "")));
      run.metrics()
          .warnings()
          .forEach(w -> warnings.add(new Page.Warning(
              owner + Inert.text(w.text()),
              w.times() == 1
                  ? "step " + Figure.number(w.first())
                  : "first of %d similar warnings, steps %s to %s"
                      .formatted(w.times(), Figure.number(w.first()), Figure.number(w.last())))));
    }
    return warnings;
  }

  private List<Page.Row> rows() {
    List<Page.Row> rows = new ArrayList<>();
    for (RecordedRun run : runs) {
      for (Evaluation e : run.evaluations()) {
        rows.add(new Page.Row(
            run.name(),
            e.stage(),
            Figure.number(e.globalStep()),
            e.benchmark(),
            e.mode(),
            Figure.percentage(e.passAtOne().value()),
            Headlines.interval(e),
            "%,d × %,d".formatted(e.problems(), e.samples()),
            e.meanLength().map(Figure::number).orElse(""),
            e.truncated().map(Figure::percentage).orElse(""),
            e.others().entrySet().stream()
                .map(o -> o.getKey() + " " + Figure.number(o.getValue()))
                .collect(Collectors.joining(", "))));
      }
    }
    return rows;
  }

  private static Page.Run run(int number, RecordedRun run) {
    String summary = run.metrics().stages().stream()
        .map(s -> "%s, steps %s to %s"
            .formatted(s.name(), Figure.number(s.first()), Figure.number(s.last())))
        .collect(Collectors.joining("; "));
    RolloutBook book = run.rollouts();
    List<Page.Chunk> chunks = IntStream.range(0, book.chunks().size())
        .filter(i -> !book.chunks().get(i).isEmpty())
        .mapToObj(i -> new Page.Chunk(number, i, book.chunks().get(i)))
        .toList();
    return new Page.Run(
        number,
        run.name(),
        summary.isEmpty() ? "no step was logged" : summary,
        RunHeader.of(run),
        book.index(),
        chunks,
        book.readable() == book.rollouts()
            ? ""
            : "%s: texts of %,d of %,d rollouts are in this file (%d of %d steps). Numbers of all rollouts are. For more texts: gradus report --megabytes N."
                .formatted(
                    run.name(),
                    book.readable(),
                    book.rollouts(),
                    chunks.size(),
                    book.chunks().size()),
        Inert.text(run.recipe()),
        !run.provenance().isEmpty(),
        run.provenance().entrySet().stream()
            .map(f -> new Page.Fact(Inert.text(f.getKey()), Inert.text(f.getValue())))
            .toList());
  }
}
