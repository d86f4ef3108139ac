package io.gradus.core.text.jinja.filter;

import io.gradus.core.text.jinja.value.Arguments;

/** Says whether something holds of a value. */
@FunctionalInterface
public interface Test {

  boolean holds(Object value, Arguments arguments);
}
