package io.gradus.core.text.jinja.filter;

import io.gradus.core.text.jinja.value.Arguments;

/** Makes a value of another. */
@FunctionalInterface
public interface Filter {

  Object apply(Object value, Arguments arguments);
}
