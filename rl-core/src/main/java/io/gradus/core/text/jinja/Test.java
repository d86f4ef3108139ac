package io.gradus.core.text.jinja;

/** Says whether something holds of a value. */
@FunctionalInterface
interface Test {

  boolean holds(Object value, Arguments arguments);
}
