package io.gradus.core.text.jinja.value;

import java.util.Optional;

/** A value that has attributes of its own, such as {@code loop.index}. */
public interface Attributed {

  /** The attribute with this name, or nothing if the value has none. */
  Optional<Object> attribute(String name);
}
