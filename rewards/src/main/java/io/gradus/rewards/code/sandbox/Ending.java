package io.gradus.rewards.code.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * End of a run, as the run's supervisor observed it.
 *
 * @param over limit that was exceeded: {@code wall}, {@code cpu}, {@code output}, {@code memory}; {@code box} if the
 *     program ended its box; empty otherwise
 * @param exit exit code, or -1
 * @param signal signal that ended the program, or 0
 * @param note the interpreter's reason for the end: {@code compile}, {@code memory}, {@code raised}, or empty. It comes
 *     from the untrusted process, so it may distinguish failures, but never prove a pass
 * @param noteText text of the exception
 * @param stdout standard output
 * @param stderr end of standard error
 * @param tests results from the process that tests a function
 * @param cpuSeconds processor time, s
 * @param wallSeconds wall time, s
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
   * Results from the process that runs the tests.
   *
   * @param outcome one of the outcomes in {@code examiner.py}
   * @param why human-readable reason
   * @param passed number of tests passed before the first failure
   * @param total number of tests
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

  /** Makes the end of a run that exceeded a limit and ended its box. */
  static Ending overLimit(String over, double wallSeconds) {
    byte[] nothing = new byte[0];
    return new Ending(over, -1, 0, "", "", nothing, nothing, Optional.empty(), 0, wallSeconds);
  }

  /** Parses JSON, or returns an empty object, because the untrusted process may write anything as its note. */
  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  /** Returns whether the program was killed, but not by its supervisor: by itself, a user or the system. */
  public boolean killed() {
    return signal == SIGKILL && over.isEmpty();
  }
}
