package io.gradus.experiments.sweep;

import io.gradus.core.StopSignal;
import io.gradus.core.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code gradus train} in a process of its own. So memory does not grow from run to run, and the times of runs can
 * be compared. The process stops when its standard input ends, so it does not outlive the sweep, even if the sweep is
 * killed.
 */
public final class TrainingProcess {
  private static final long LOOK_MILLIS = 100;

  private final String main;
  private final StopSignal stop;

  /**
   * Prepares processes.
   *
   * @param main class of the command line
   */
  public TrainingProcess(String main, StopSignal stop) {
    this.main = main;
    this.stop = stop;
  }

  /**
   * Trains to the end, and returns the exit code.
   *
   * @throws StopSignal.StopRequested if a stop was requested; the run has then saved its state and ended
   */
  int train(Path recipe, Path run, boolean resume) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agentlib") && !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main, "train"));
    command.addAll(List.of(recipe.toString(), "--run", run.toString()));
    command.addAll(List.of("--no-report", "--until-input-ends"));
    if (resume) {
      command.add("--resume");
    }
    try {
      return await(new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start());
    } catch (IOException e) {
      throw new UserError("sweep: cannot start a process: %s".formatted(e.getMessage()), e);
    }
  }

  private int await(Process process) throws IOException {
    // The run continues as long as its standard input is open.
    OutputStream input = process.getOutputStream();
    try {
      while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (stop.requested()) {
          input.close();
        }
      }
      stop.check();
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("sweep: was interrupted", e);
    } finally {
      input.close();
    }
  }
}
