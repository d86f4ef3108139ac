package io.gradus.core.text.jinja;

/**
 * What a name or a key stands for that is not there: empty when printed or looped over, false in a condition, an error in
 * anything else.
 *
 * @param why the message of that error
 */
record Undefined(String why) {

  TemplateError error() {
    return new TemplateError(why);
  }
}
