package io.gradus.core.text.jinja;

/** Something that has a value. */
@FunctionalInterface
interface Expression {

  Object evaluate(Scope scope);
}
