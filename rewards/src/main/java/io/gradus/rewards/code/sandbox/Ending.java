package io.gradus.rewards.code.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * How a run ended, as its supervisor saw it.
 *
 * @param over the limit that was passed: {@code wall}, {@code cpu}, {@code output}, {@code memory}; {@code box}
 *     if the program ended its box; or empty
 * @param exit exit code, or -1
 * @param signal the signal that ended it, or 0
 * @param note what the interpreter says of the end: {@code compile}, {@code memory}, {@code raised}, or empty. It comes from
 *     the untrusted process: good for telling failures apart, never for a pass
 * @param noteText the exception
 * @param stdout standard output
 * @param stderr the last of standard error
 * @param tests what the process of the tests found, for a function
 * @param cpuSeconds processor time, s
 * @param wallSeconds time, s
 */
public record Ending(
    String over,
    int exit,
    int signal,
    String note,
    String noteText,
    byte[] stdout,
    byte[] stderr,
    Optional<Tests> tests,
    double cpuSeconds,
    double wallSeconds) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SIGKILL = 9;

  /**
   * What the process of the tests found.
   *
   * @param outcome one of {@code examiner.py}'s
   * @param why for a person
   * @param passed tests passed before the first that was not
   * @param total tests
   */
  public record Tests(String outcome, String why, int passed, int total) {}

  static Ending of(JsonNode header, byte[] stdout, byte[] stderr) {
    JsonNode note = parsed(header.path("note").asText());
    JsonNode tests = parsed(header.path("tests").asText());
    return new Ending(
        header.path("over").asText(),
        header.path("exit").asInt(-1),
        header.path("signal").asInt(0),
        note.path(0).asText(),
        note.path(1).asText(),
        stdout,
        stderr,
        tests.has("outcome")
            ? Optional.of(new Tests(
                tests.path("outcome").asText(),
                tests.path("why").asText(),
                tests.path("passed").asInt(),
                tests.path("total").asInt()))
            : Optional.empty(),
        header.path("cpu").asDouble(),
        header.path("wall").asDouble());
  }

  /** The end of a run that took the box with it when it passed a limit. */
  static Ending overLimit(String over, double wallSeconds) {
    byte[] nothing = new byte[0];
    return new Ending(over, -1, 0, "", "", nothing, nothing, Optional.empty(), 0, wallSeconds);
  }

  /** The untrusted process may write anything where its note is expected. */
  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  /** Whether somebody killed it who was not its supervisor: itself, or a person, or the system. */
  public boolean killed() {
    return signal == SIGKILL && over.isEmpty();
  }
}
