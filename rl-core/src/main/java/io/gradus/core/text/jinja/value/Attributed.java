package io.gradus.core.text.jinja.value;

import java.util.Optional;

/** A value with attributes, such as {@code loop.index}. */
public interface Attributed {

  /** Returns the attribute with this name, or empty if there is no such attribute. */
  Optional<Object> attribute(String name);
}
