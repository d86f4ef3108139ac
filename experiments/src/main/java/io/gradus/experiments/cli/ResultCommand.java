package io.gradus.experiments.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that ends with one result. Only this class prints it. */
abstract class ResultCommand implements Callable<Integer> {
  @Mixin
  private Output output = new Output();

  /** Runs the command. */
  abstract CommandResult result();

  @Override
  public final Integer call() {
    CommandResult result = result();
    output.print(result.json(), result.words());
    return result.exitCode();
  }
}
