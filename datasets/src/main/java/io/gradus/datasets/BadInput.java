package io.gradus.datasets;

import io.gradus.core.UserError;
import java.io.IOException;

/** A fault of a file, described for the user. It is an {@link IOException} so that readers pass it on. */
final class BadInput extends IOException {
  private static final long serialVersionUID = 1L;

  BadInput(String message) {
    super(message);
  }

  BadInput(String message, Throwable cause) {
    super(message, cause);
  }

  UserError forUser() {
    return new UserError(String.valueOf(getMessage()), this);
  }
}
