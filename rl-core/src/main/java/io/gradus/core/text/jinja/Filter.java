package io.gradus.core.text.jinja;

/** Makes a value of another. */
@FunctionalInterface
interface Filter {

  Object apply(Object value, Arguments arguments);
}
