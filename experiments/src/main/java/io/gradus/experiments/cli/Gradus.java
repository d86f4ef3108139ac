package io.gradus.experiments.cli;

import io.gradus.core.RunFailure;
import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import io.gradus.experiments.progress.EscapingStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: {@code gradus train recipes/quickstart.yaml}. */
@Command(
    name = "gradus",
    mixinStandardHelpOptions = true,
    versionProvider = Gradus.Version.class,
    description = "Trains language models to reason, on the JVM.",
    subcommands = {
      TrainCommand.class,
      SweepCommand.class,
      PipelineCommand.class,
      StagesCommand.class,
      DoctorCommand.class,
      EvalCommand.class,
      CompareCommand.class,
      RegradeCommand.class,
      SampleCommand.class,
      LogProbsCommand.class,
      ExportCommand.class,
      ReportCommand.class,
      LedgerCommand.class,
      BenchCommand.class,
      ScoreCommand.class,
      ExplainCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:an error in Gradus itself: please report it",
      "2:a mistake that you can fix; the message says how",
      "3:a safety check stopped the run before its weights changed (NaN, sampler and trainer "
          + "disagree, nothing could be judged)",
      "130:stopped by Ctrl-C; continue with --resume",
      "143:stopped by SIGTERM; continue with --resume"
    },
    footerHeading = "%nStart here:%n",
    footer = {
      "  gradus train recipes/quickstart.yaml     trains a small decoder to add, in minutes",
      "  gradus train my.yaml --dry-run           prints a recipe with all its defaults, and "
          + "its memory plan",
      "  gradus explain grpo                      prints keys of a recipe and their meaning",
      "  gradus report runs/quickstart            writes curves and transcripts as one HTML file",
      "",
      "For your own rewards and other parts, give any command --classpath my.jar, or set "
          + "GRADUS_CLASSPATH."
    })
public final class Gradus {
  /** Exit code if a safety check stopped the run. */
  static final int FAILED_CHECK = 3;

  private Gradus() {}

  /** The version that Maven wrote into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Gradus.class.getPackage().getImplementationVersion();
      return new String[] {"gradus " + (version == null ? "(from classes, not a jar)" : version)};
    }
  }

  public static void main(String[] arguments) {
    EscapingStream.install();
    System.exit(run(arguments));
  }

  /** Runs a command line and returns its exit code. */
  static int run(String... arguments) {
    return run(line(), arguments);
  }

  static CommandLine line() {
    CommandLine line = new CommandLine(new Gradus());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Gradus::failed);
    line.setParameterExceptionHandler(Gradus::misread);
    line.setUsageHelpAutoWidth(true);
    // Colours are escape sequences, and Gradus prints none.
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    return line;
  }

  static int run(CommandLine line, String... arguments) {
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError e) {
      return heapIsFull(e, line);
    }
  }

  private static int heapIsFull(OutOfMemoryError error, CommandLine line) {
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    line.getErr()
        .println(
            "Java's heap of %d MiB is full (%s). Set GRADUS_HEAP=%dg in the environment and repeat the command. Continue a run with --resume"
                .formatted(mebibytes, error.getMessage(), Math.max(4, mebibytes / 512 + 1)));
    line.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  /** Prints only the message, because pages of usage would hide it. */
  private static int misread(CommandLine.ParameterException mistake, String[] arguments) {
    CommandLine line = mistake.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(mistake.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err);
    if (mistake instanceof CommandLine.UnmatchedArgumentException
        && line.getCommandSpec().optionsMap().containsKey("--set")) {
      err.println("To change a key of the recipe, use --set, for instance --set "
          + "grpo.optimizer.learning-rate=1e-5.");
    }
    if (arguments.length == 0) {
      line.usage(err);
    } else {
      err.println("See: %s --help".formatted(line.getCommandSpec().qualifiedName()));
    }
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception exception, CommandLine line, CommandLine.ParseResult parsed) {
    PrintWriter err = line.getErr();
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError error) {
        return heapIsFull(error, line);
      }
    }
    if (exception instanceof UserError) {
      err.println(exception.getMessage());
      err.flush();
      return CommandLine.ExitCode.USAGE;
    }
    if (exception instanceof RunFailure) {
      err.println("the run was stopped: " + exception.getMessage());
      err.flush();
      return FAILED_CHECK;
    }
    if (exception instanceof StopSignal.StopRequested) {
      // The virtual machine is already stopping with the exit code of the signal: 130 or 143.
      return CommandLine.ExitCode.OK;
    }
    err.println("This is a bug in Gradus. Please report it with the lines below.");
    exception.printStackTrace(err);
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
