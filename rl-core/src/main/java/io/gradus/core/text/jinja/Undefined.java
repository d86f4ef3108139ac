package io.gradus.core.text.jinja;

import java.util.function.Supplier;

/**
 * The value of a missing name or key: empty when printed or looped over, false in a condition, an error in anything else.
 *
 * @param why the message of that error, made only where it is needed
 */
record Undefined(Supplier<String> why) {

  Undefined(String why) {
    this(() -> why);
  }

  TemplateError error() {
    return new TemplateError(why.get());
  }
}
