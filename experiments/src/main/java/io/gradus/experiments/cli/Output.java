package io.gradus.experiments.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import picocli.CommandLine.Option;

/** Prints a command's result to standard output, as text or as one JSON object. */
final class Output {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--json",
      description =
          "Write the result as one JSON object on standard output; everything else goes to "
              + "standard error.")
  private boolean json;

  /** Returns whether standard output gets one JSON object. */
  boolean json() {
    return json;
  }

  /** Prints the result as JSON or as text. */
  void print(Object result, String words) {
    PrintStream out = System.out;
    if (!json) {
      out.println(words);
      return;
    }
    try {
      out.println(JSON.writeValueAsString(result));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
