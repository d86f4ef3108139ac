package io.gradus.core.text.jinja.filter;

import io.gradus.core.text.jinja.value.Arguments;

/** Checks whether a value has a property, such as {@code defined}. */
@FunctionalInterface
public interface Test {

  boolean holds(Object value, Arguments arguments);
}
