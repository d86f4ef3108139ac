package io.gradus.core.text.jinja.value;

/** What a template can call: a global function, a method, a macro. */
@FunctionalInterface
public interface Callable {

  Object call(Arguments arguments);
}
