package io.gradus.experiments.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import picocli.CommandLine.Option;

/** Where a command's result goes: words, or one JSON object on standard output. */
final class Output {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--json",
      description =
          "Write the result as one JSON object on standard output; everything else goes to standard error.")
  private boolean json;

  /** Whether standard output is for one JSON object. */
  boolean json() {
    return json;
  }

  /** Prints the result, as JSON or in words. */
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
