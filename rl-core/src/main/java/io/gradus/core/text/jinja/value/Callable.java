package io.gradus.core.text.jinja.value;

/** A value that a template can call: a global function, a method or a macro. */
@FunctionalInterface
public interface Callable {

  Object call(Arguments arguments);
}
