package io.gradus.experiments.cli;

import io.gradus.core.UserError;
import io.gradus.experiments.journal.LedgerSummary;
import io.gradus.experiments.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what became of the problems of a run: trained, filtered and why, failed, or pending when the run stopped.",
      "The file ledger.jsonl in the run directory has a line for each group."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  gradus ledger runs/quickstart", "  gradus ledger runs/quickstart --json"})
final class LedgerCommand extends ResultCommand {
  @Parameters(paramLabel = "RUN", description = "Run directory.")
  private Path run = Path.of("");

  @Override
  CommandResult result() {
    List<LedgerSummary> stages = LedgerSummary.of(RunDirectory.existing(run).path());
    if (stages.isEmpty()) {
      throw new UserError(
          "%s: no problem was drawn: the run has no stage that explores, or it has not begun one"
              .formatted(run));
    }
    return new Fates(stages);
  }

  /** The fates of the problems of each stage. */
  private record Fates(List<LedgerSummary> stages) implements CommandResult {
    @Override
    public String words() {
      return stages.stream()
          .map(LedgerSummary::words)
          .collect(Collectors.joining("\n"))
          .strip();
    }
  }
}
