package io.gradus.experiments.regrade;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Format of a log: how an entry is recognised and read. */
interface LogFormat {
  /** All formats, the most specific first. */
  List<LogFormat> ALL = List.of(
      new InspectLog(), new LmEvalLog(), new AnswersLog(), new RolloutLog(), new PlainLog());

  /** Name in messages. */
  String name();

  /** Whether an entry has this format. */
  boolean knows(JsonNode entry);

  /**
   * Reads the completions of an entry.
   *
   * @throws Unreadable if a field is missing, or the version is unknown
   */
  List<Stored> read(JsonNode entry, long number) throws Unreadable;

  /** Why an entry cannot be read. */
  final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      super(why);
    }
  }
}
