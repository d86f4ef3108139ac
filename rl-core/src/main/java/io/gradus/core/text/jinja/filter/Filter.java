package io.gradus.core.text.jinja.filter;

import io.gradus.core.text.jinja.value.Arguments;

/** Computes a value from another value. */
@FunctionalInterface
public interface Filter {

  Object apply(Object value, Arguments arguments);
}
