package io.gradus.experiments.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that ends with one result, which is printed here and nowhere else. */
abstract class ResultCommand implements Callable<Integer> {
  @Mixin
  private Output output = new Output();

  /** Does the work. */
  abstract CommandResult result();

  @Override
  public final Integer call() {
    CommandResult result = result();
    output.print(result.json(), result.words());
    return result.exitCode();
  }
}
