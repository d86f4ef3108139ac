package io.gradus.core.text;

import io.gradus.core.Problem;
import io.gradus.core.UserError;

/** Refusal of conversations by templates that write one question. */
final class SingleTurn {
  private SingleTurn() {}

  /** Refuses a problem with earlier messages. */
  static void require(Problem problem, String template) {
    if (!problem.before().isEmpty()) {
      throw new UserError(
          "problem '%s' has %d messages before its question, which the template '%s' does not write. Use the template 'chat', or leave the problem out"
              .formatted(problem.id(), problem.before().size(), template));
    }
  }
}
