package io.gradus.experiments.pipeline;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** State of a stage in a pipeline's directory. */
public enum StageStatus {
  /** It has ended, and nothing that it depends on has changed since. */
  DONE,
  /** It has ended, but a key or an input has changed since, so it will run again. */
  STALE,
  /** It has begun; it will be continued. */
  BEGUN,
  /** Its inputs are complete, so it can begin. */
  NEXT,
  /** It waits for a stage that is not done. */
  WAITING;

  /** Returns the word for messages and JSON. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
