package io.gradus.core.text.jinja.value;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The only value whose attributes a template can set: {@code namespace(found=false)}. */
public final class Namespace implements Attributed {
  private final Map<String, Object> attributes = new LinkedHashMap<>();

  /** Sets an attribute. */
  public void set(String name, Object value) {
    attributes.put(name, value);
  }

  @Override
  public Optional<Object> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }
}
