package io.gradus.core.text.jinja;

/** A part of a template that writes text, or changes variables. */
@FunctionalInterface
interface Statement {

  /** How the surrounding loop continues. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Flow render(Scope scope, Output out);
}
