package io.gradus.core.text.jinja.value;

/** Thrown if a template cannot be read or rendered. It has the line of the template where the fault was found. */
public final class TemplateError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String message;
  private final int line;

  /** Makes an error whose line is not known yet. */
  public TemplateError(String message) {
    this(message, 0);
  }

  /** Makes an error at a line of the template, from 1. */
  public TemplateError(String message, int line) {
    super(message);
    this.message = message;
    this.line = line;
  }

  @Override
  public String getMessage() {
    return message;
  }

  /** Returns the line of the template, from 1; 0 if the line is unknown. */
  public int line() {
    return line;
  }

  /** Returns this error with a line, unless it already has one. */
  public TemplateError at(int where) {
    if (line > 0) {
      return this;
    }
    TemplateError placed = new TemplateError(message, where);
    placed.setStackTrace(getStackTrace());
    return placed;
  }
}
