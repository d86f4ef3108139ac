package io.gradus.core.text.jinja;

/**
 * A piece of a template's source.
 *
 * @param text the text between tags, a name, an operator, the digits of a number, or the value of a string
 */
record Token(Kind kind, String text, int line) {

  enum Kind {
    DATA,
    PRINT_BEGIN,
    PRINT_END,
    TAG_BEGIN,
    TAG_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean is(Kind kind, String text) {
    return this.kind == kind && this.text.equals(text);
  }

  /** Returns the token as shown in error messages. */
  String shown() {
    return switch (kind) {
      case END -> "the end of the template";
      case PRINT_END -> "'}}'";
      case TAG_END -> "'%}'";
      case DATA -> "text";
      default -> "'" + text + "'";
    };
  }
}
