package io.gradus.core.preference;

/** What happens to a pair that exceeds the policy's context. */
public enum TooLong {
  /** The pair stops the run before it begins, or when it is drawn. */
  REFUSE,
  /** The end of the completion is cut off, its end token included; a metric counts such pairs. */
  TRUNCATE
}
