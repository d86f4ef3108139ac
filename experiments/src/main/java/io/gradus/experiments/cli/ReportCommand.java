package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.experiments.report.Report;
import io.gradus.experiments.report.RunCurves.Axis;
import io.gradus.experiments.report.SeedCurves;
import io.gradus.experiments.report.SeedCurves.Picture;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description =
        "Writes one HTML file with the curves and transcripts of one or several runs, and the "
            + "curves as PNG and SVG files.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus report runs/quickstart",
      "  gradus report runs/seed17 runs/seed18 --to reports/both",
      "  gradus report runs/study/runs/* --bands --y entropy --x sampled_tokens --to reports/study"
    })
final class ReportCommand implements Callable<Integer> {
  /** What is drawn at the same place. */
  private enum Align {
    STAGES
  }

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run directories.")
  private List<Path> runs = new ArrayList<>();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Folder of the report. Default: the folder 'report' of the first run.")
  private Optional<Path> to = Optional.empty();

  @Option(
      names = "--megabytes",
      paramLabel = "N",
      description =
          "Largest size of the rollouts' texts in the page. If they do not fit, steps at even distances have "
              + "texts. Default: ${DEFAULT-VALUE}.")
  private int megabytes = Report.MEGABYTES;

  @Option(
      names = "--bands",
      description =
          "Only draw pictures, as PNG and SVG, in which runs that differ only in their seed are one "
              + "curve: the mean over seeds, with a band.")
  private boolean bands;

  @Option(
      names = "--y",
      paramLabel = "NAME",
      description =
          "With --bands: a metric, or evaluation/BENCHMARK/MODE/FIELD. May be repeated. Default: pass@1 "
              + "and length of each benchmark, reward, entropy, length.")
  private List<String> curves = new ArrayList<>();

  @Option(
      names = "--x",
      paramLabel = "AXIS",
      description = "With --bands: steps or sampled_tokens. Default: steps.")
  private Axis axis = Axis.STEPS;

  @Option(
      names = "--align",
      paramLabel = "stages",
      description =
          "With several runs: draw each stage from the same place on, although stages have different "
              + "lengths. Default: global steps.")
  private Optional<Align> align = Optional.empty();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    runs.forEach(RunDirectory::existing);
    if (bands && align.isPresent()) {
      throw new UserError(
          "--align: pictures with bands begin at their last stage anyway. Leave one of the options out");
    }
    if (bands) {
      return drawBands(to.orElse(runs.get(0).resolve("report")));
    }
    Report report = Report.of(runs, megabytes);
    Path page = (align.isPresent() ? report.alignedByStage() : report)
        .write(to.orElse(runs.get(0).resolve("report")));
    output.print(Map.of("report", page.toString()), page.toString());
    return 0;
  }

  private int drawBands(Path folder) {
    SeedCurves seeds = SeedCurves.ofRuns(runs);
    List<Picture> wanted = curves.isEmpty()
        ? seeds.usual(axis)
        : curves.stream().map(y -> new Picture(y, axis, 0)).toList();
    List<String> files = wanted.stream()
        .flatMap(picture -> seeds.write(folder.resolve("curves"), picture).stream())
        .map(Path::toString)
        .toList();
    if (files.isEmpty()) {
      throw new UserError(
          "report: no run has such a curve, or Java has no fonts to draw with. 'gradus report RUN' lists all curves");
    }
    output.print(Map.of("pictures", files), String.join("\n", files));
    return 0;
  }

  /** Writes the report of finished runs into the folder of the first run. */
  static Path write(List<Path> runs) {
    return Report.of(runs).write(runs.get(0).resolve("report"));
  }
}
