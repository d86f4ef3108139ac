package io.gradus.experiments.cli;

import io.gradus.experiments.report.Report;
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
      "  gradus report runs/seed17 runs/seed18 --to reports/both"
    })
final class ReportCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run directories.")
  private List<Path> runs = new ArrayList<>();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Folder of the report. Default: the folder 'report' of the first run.")
  private Optional<Path> to = Optional.empty();

  @Mixin
  private Output output = new Output();

  @Override
  public Integer call() {
    runs.forEach(RunDirectory::existing);
    Path page = Report.of(runs).write(to.orElse(runs.get(0).resolve("report")));
    output.print(Map.of("report", page.toString()), page.toString());
    return 0;
  }

  /** Writes the report of finished runs into the folder of the first run. */
  static Path write(List<Path> runs) {
    return Report.of(runs).write(runs.get(0).resolve("report"));
  }
}
