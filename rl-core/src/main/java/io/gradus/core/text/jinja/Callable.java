package io.gradus.core.text.jinja;

/** What a template can call: a global function, a method, a macro. */
@FunctionalInterface
interface Callable {

  Object call(Arguments arguments);
}
