package io.gradus.core.text.jinja.value;

import java.util.function.Supplier;

/**
 * The value of a missing name or key: empty when printed or looped over, false in a condition, an error in anything
 * else.
 *
 * @param why the message of that error, made only if it is needed
 */
public record Undefined(Supplier<String> why) {

  /** Makes a missing value whose error message is known. */
  public Undefined(String why) {
    this(() -> why);
  }

  /** Returns the error for using this value. */
  public TemplateError error() {
    return new TemplateError(why.get());
  }
}
