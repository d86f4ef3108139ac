package io.gradus.experiments.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Another trainer's benchmark: a command that prints one JSON object with {@code seconds_per_step} and {@code
 * peak_rss_mb}.
 */
public final class Peer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FIGURES = List.of("seconds_per_step", "peak_rss_mb");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private Peer() {}

  /**
   * Runs a peer's script.
   *
   * @return the JSON object, with both figures as numbers
   * @throws UserError if the script cannot be run, or does not print both figures as JSON
   */
  public static Map<String, Object> run(String command) {
    try {
      Process process = new ProcessBuilder(List.of(BLANKS.split(command.strip(), -1)))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      List<String> lines = text.lines().filter(l -> l.startsWith("{")).toList();
      if (code != 0 || lines.isEmpty()) {
        throw new UserError(
            "--peer: '%s' ended with code %d and %d lines of JSON. Run the command by hand to see why"
                .formatted(command, code, lines.size()));
      }
      Map<String, Object> printed = JSON.readValue(
          lines.get(lines.size() - 1), new TypeReference<LinkedHashMap<String, Object>>() {});
      List<String> missing = FIGURES.stream()
          .filter(name -> !(printed.get(name) instanceof Number))
          .toList();
      if (!missing.isEmpty()) {
        throw new UserError(
            "--peer: prints no %s as a number. The last line of '%s' that begins with { must be JSON with %s"
                .formatted(String.join(", ", missing), command, String.join(" and ", FIGURES)));
      }
      return printed;
    } catch (IOException e) {
      throw new UserError("--peer: '%s' cannot be run: %s".formatted(command, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("--peer: interrupted", e);
    }
  }
}
