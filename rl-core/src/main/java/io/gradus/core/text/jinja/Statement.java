package io.gradus.core.text.jinja;

/** Something that writes, or changes what is known. */
@FunctionalInterface
interface Statement {

  /** How the loop around goes on. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Flow render(Scope scope, Output out);
}
