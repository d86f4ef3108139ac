package io.gradus.experiments.cli;

import io.gradus.experiments.compare.Comparison;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Compares two evaluations question by question: better, worse or cannot tell, with effect "
            + "and interval.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  gradus compare evals/suite/base evals/suite/tuned",
      "  gradus compare runs/first runs/second --json"
    })
final class CompareCommand extends ResultCommand {
  private static final String SIDE =
      "The output folder of gradus eval --benchmarks, or a run directory.";

  @Parameters(index = "0", paramLabel = "A", description = SIDE)
  private Path first = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = SIDE)
  private Path second = Path.of("");

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Seed of the resamples (default: ${DEFAULT-VALUE}).")
  private long seed;

  /** A comparison on the command line. */
  private record Compared(Comparison comparison) implements CommandResult {
    @Override
    public Object json() {
      return comparison;
    }

    @Override
    public String words() {
      return comparison.words();
    }
  }

  @Override
  CommandResult result() {
    return new Compared(Comparison.of(first, second, seed));
  }
}
