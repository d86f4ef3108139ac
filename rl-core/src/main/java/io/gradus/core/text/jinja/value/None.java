package io.gradus.core.text.jinja.value;

/** Python's {@code None}. */
public enum None {
  NONE
}
