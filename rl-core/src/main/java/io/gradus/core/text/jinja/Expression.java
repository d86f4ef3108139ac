package io.gradus.core.text.jinja;

/** A part of a template that has a value. */
@FunctionalInterface
interface Expression {

  Object evaluate(Scope scope);
}
