package io.gradus.experiments.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import io.gradus.core.UserError;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** Largest size of a page's texts of rollouts, in megabytes, if no other is given. */
  public static final int MEGABYTES = 64;

  /** Title of the x axis, if runs are not aligned. */
  private static final String STEP = "step";

  private final List<RecordedRun> runs;

  /** The same runs, with the curves at the places where they are drawn. */
  private final List<RecordedRun> drawn;

  private final String axis;

  private Report(List<RecordedRun> runs, List<RecordedRun> drawn, String axis) {
    this.runs = runs;
    this.drawn = drawn;
    this.axis = axis;
  }

  /**
   * Returns the same report with curves on which each stage begins at the same place.
   *
   * @throws UserError if there is only one run, or if the runs have different stages
   */
  public Report alignedByStage() {
    if (runs.size() < 2) {
      throw new UserError(
          "--align: needs several runs. Name a second run, or leave the option out");
    }
    return new Report(runs, Alignment.byStage(runs), Alignment.AXIS);
  }

  /**
   * Reads run directories, with {@link #MEGABYTES} of texts.
   *
   * @param directories one run directory, or several to compare
   * @throws UserError if one of them is not a run directory
   */
  public static Report of(List<Path> directories) {
    return of(directories, MEGABYTES);
  }

  /**
   * Reads run directories.
   *
   * @param directories one run directory, or several to compare
   * @param megabytes largest size of the page's texts of rollouts, shared equally by the runs
   * @throws UserError if one of them is not a run directory, or if the size is not 0 to 1,024
   */
  public static Report of(List<Path> directories, int megabytes) {
    if (megabytes < 0 || megabytes > 1024) {
      throw new UserError(
          "report: --megabytes must be 0 to 1024, but is %d. Browsers open pages of up to about 200 MB well"
              .formatted(megabytes));
    }
    long most = megabytes * 1_000_000L / Math.max(1, directories.size());
    List<String> faults = new ArrayList<>();
    List<RecordedRun> runs = new ArrayList<>();
    for (Path directory : directories) {
      try {
        runs.add(RecordedRun.read(directory, most));
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
    List<RecordedRun> named = List.copyOf(distinctlyNamed(runs));
    return new Report(named, named, STEP);
  }

  /**
   * Writes the report into a directory, which may be the run's own. Each file is complete or absent.
   *
   * @return path of {@code report.html}
   * @throws UserError if the report cannot be written
   */
  public Path write(Path directory) {
    Figures figures = new Figures(drawn, axis);
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
    Figures figures = new Figures(drawn, axis);
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
    return template().execute(new PageContents(runs).page(evaluations, metrics, trouble));
  }

  private static Template template() {
    return Mustache.compiler()
        .escapeHTML(true)
        .emptyStringIsFalse(true)
        .withLoader(name -> new StringReader(Script.resource(name + ".mustache")))
        .compile(Script.resource("report.mustache"));
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
}
