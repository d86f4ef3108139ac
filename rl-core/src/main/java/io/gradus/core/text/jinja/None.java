package io.gradus.core.text.jinja;

/** Python's {@code None}. */
enum None {
  NONE
}
