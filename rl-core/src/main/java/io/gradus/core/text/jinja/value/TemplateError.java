package io.gradus.core.text.jinja.value;

/** A template that cannot be read or rendered, with the line of the template where that showed. */
public final class TemplateError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String message;
  private final int line;

  /** An error whose line is not known yet. */
  public TemplateError(String message) {
    this(message, 0);
  }

  /** An error at a line of the template, from 1. */
  public TemplateError(String message, int line) {
    super(message);
    this.message = message;
    this.line = line;
  }

  @Override
  public String getMessage() {
    return message;
  }

  /** Returns the line of the template, from 1; 0 where it is not known. */
  public int line() {
    return line;
  }

  /** The same error, placed, unless it has a place already. */
  public TemplateError at(int where) {
    if (line > 0) {
      return this;
    }
    TemplateError placed = new TemplateError(message, where);
    placed.setStackTrace(getStackTrace());
    return placed;
  }
}
