package io.gradus.experiments.report;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.gradus.core.UserError;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Report of one run, or comparison of several. It consists of {@code report.html}, one file that opens offline and
 * without JavaScript, and the curves as SVG and PNG in {@code curves/}. The same runs give the same bytes.
 *
 * <p>Text from the policy is hostile, so the template escapes every text, and the page's content security policy allows
 * only its own script.
 */
public final class Report {
  /** Name of the page's file. */
  public static final String FILE = "report.html";

  private static final String CURVES = "curves";

  private final List<RecordedRun> runs;

  private Report(List<RecordedRun> runs) {
    this.runs = runs;
  }

  /**
   * Reads run directories.
   *
   * @param directories one run directory, or several to compare
   * @throws UserError if one of them is not a run directory
   */
  public static Report of(List<Path> directories) {
    List<String> faults = new ArrayList<>();
    List<RecordedRun> runs = new ArrayList<>();
    for (Path directory : directories) {
      try {
        runs.add(RecordedRun.read(directory, RolloutView.GROUPS));
      } catch (UserError e) {
        faults.add(String.valueOf(e.getMessage()));
      }
    }
    if (directories.isEmpty()) {
      faults.add("report: name at least one run directory");
    }
    if (!faults.isEmpty()) {
      throw new UserError(faults);
    }
    return new Report(List.copyOf(distinctlyNamed(runs)));
  }

  /**
   * Writes the report into a directory, which may be the run's own. Each file is complete or absent.
   *
   * @return path of {@code report.html}
   * @throws UserError if the report cannot be written
   */
  public Path write(Path directory) {
    Figures figures = new Figures(runs);
    List<Figure> evaluations = figures.evaluations();
    List<Figure> metrics = figures.metrics();
    Optional<String> trouble = Drawing.unavailable();
    try {
      if (trouble.isEmpty()) {
        writeCurves(directory.resolve(CURVES), evaluations, metrics);
      }
      Path file = directory.resolve(FILE);
      replace(file, html(evaluations, metrics, trouble).getBytes(StandardCharsets.UTF_8));
      return file;
    } catch (IOException e) {
      throw new UserError(
          "%s: the report cannot be written: %s. Check the free space and your permissions"
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  /** The page without files. */
  String html() {
    Figures figures = new Figures(runs);
    return html(figures.evaluations(), figures.metrics(), Drawing.unavailable());
  }

  private static void writeCurves(Path folder, List<Figure> evaluations, List<Figure> metrics)
      throws IOException {
    Files.createDirectories(folder);
    List<Figure> all = new ArrayList<>(evaluations);
    all.addAll(metrics);
    for (Figure figure : all) {
      replace(
          folder.resolve(figure.name() + ".svg"),
          Drawing.svg(figure).getBytes(StandardCharsets.UTF_8));
      replace(folder.resolve(figure.name() + ".png"), Drawing.png(figure));
    }
    List<Figure> overview = Figures.overview(evaluations, metrics);
    if (!overview.isEmpty()) {
      replace(
          folder.resolve("overview.svg"), Drawing.svg(overview).getBytes(StandardCharsets.UTF_8));
      replace(folder.resolve("overview.png"), Drawing.png(overview));
    }
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path partial = file.resolveSibling(
        file.getFileName() + ".partial-" + ProcessHandle.current().pid());
    try {
      Files.write(partial, content);
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private String html(List<Figure> evaluations, List<Figure> metrics, Optional<String> trouble) {
    String script = resource("report.js");
    String hash = Base64.getEncoder()
        .encodeToString(
            Hashing.sha256().hashString(script, StandardCharsets.UTF_8).asBytes());
    List<Page.Warning> warnings = warnings(trouble);
    RolloutView rollouts = new RolloutView(runs);
    Page page = new Page(
        runs.stream().map(RecordedRun::name).collect(Collectors.joining(" and ")),
        resource("report.css"),
        script,
        "sha256-" + hash,
        runs.size() > 1,
        !warnings.isEmpty(),
        warnings,
        Headlines.of(runs),
        trouble.isPresent() ? List.of() : drawn(evaluations),
        runs.stream().anyMatch(r -> !r.evaluations().isEmpty()),
        rows(),
        trouble.isPresent() ? List.of() : drawn(metrics),
        trouble.isEmpty(),
        runs.stream().anyMatch(r -> !r.rollouts().isEmpty()),
        runs.stream().map(r -> run(r, rollouts)).toList());
    return template().execute(page);
  }

  private static Template template() {
    return Mustache.compiler()
        .escapeHTML(true)
        .emptyStringIsFalse(true)
        .withLoader(name -> new StringReader(resource(name + ".mustache")))
        .compile(resource("report.mustache"));
  }

  private static List<Page.Drawn> drawn(List<Figure> figures) {
    return figures.stream()
        .map(f -> new Page.Drawn(
            f.title(),
            f.description(),
            Svg.embedded(Drawing.bareSvg(f), f.name()),
            f.lines().stream()
                .map(l ->
                    new Page.Legend(l.label(), Palette.hex(l.colour()), Palette.dashes(l.colour())))
                .toList(),
            f.caption()))
        .toList();
  }

  private List<Page.Warning> warnings(Optional<String> trouble) {
    List<Page.Warning> warnings = new ArrayList<>();
    trouble.ifPresent(t -> warnings.add(new Page.Warning(t, "")));
    for (RecordedRun run : runs) {
      String owner = runs.size() == 1 ? "" : run.name() + ": ";
      run.troubles().forEach(t -> warnings.add(new Page.Warning(owner + RolloutView.inert(t), "")));
      run.metrics()
          .warnings()
          .forEach(w -> warnings.add(new Page.Warning(
              owner + RolloutView.inert(w.text()),
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

  private static Page.Run run(RecordedRun run, RolloutView rollouts) {
    String summary = run.metrics().stages().stream()
        .map(s -> "%s, steps %s to %s"
            .formatted(s.name(), Figure.number(s.first()), Figure.number(s.last())))
        .collect(Collectors.joining("; "));
    return new Page.Run(
        run.name(),
        summary.isEmpty() ? "no step was logged" : summary,
        rollouts.steps(run),
        RolloutView.inert(run.recipe()),
        !run.provenance().isEmpty(),
        run.provenance().entrySet().stream()
            .map(f -> new Page.Fact(RolloutView.inert(f.getKey()), RolloutView.inert(f.getValue())))
            .toList());
  }

  /** Adds numbers to the names of runs that share a name. */
  private static List<RecordedRun> distinctlyNamed(List<RecordedRun> runs) {
    Map<String, RecordedRun> named = new LinkedHashMap<>();
    for (RecordedRun run : runs) {
      String name = run.name();
      for (int i = 2; named.containsKey(name); i++) {
        name = run.name() + " (" + i + ")";
      }
      named.put(name, run.named(name));
    }
    return List.copyOf(named.values());
  }

  private static String resource(String name) {
    try {
      return Resources.toString(Resources.getResource(Report.class, name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
