package io.gradus.experiments.pipeline;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** State of a stage in a pipeline's directory. */
public enum StageStatus {
  /** The stage has ended, and nothing that it depends on has changed since. */
  DONE,
  /** The stage has ended, but a key or an input has changed since, so it will run again. */
  STALE,
  /** The stage has begun; it will be continued. */
  BEGUN,
  /** The inputs of the stage are complete, so it can begin. */
  NEXT,
  /** The stage waits for another stage that is not done. */
  WAITING;

  /** Returns the word for messages and JSON. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
