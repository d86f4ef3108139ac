package io.gradus.experiments.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Result of a command line in this process.
 *
 * @param out all of its standard output
 * @param err all of its standard error
 */
public record CommandLineRun(int exitCode, String out, String err) {

  /** Runs a command line and captures the process's streams, so only one may run at a time. */
  public static synchronized CommandLineRun of(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int exitCode = Gradus.run(arguments);
      System.out.flush();
      System.err.flush();
      return new CommandLineRun(
          exitCode,
          said.toString(StandardCharsets.UTF_8),
          complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
