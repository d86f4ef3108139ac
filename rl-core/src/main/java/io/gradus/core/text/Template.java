package io.gradus.core.text;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;

/** Lays out what the policy is shown and what a demonstration looks like; the end token is not part of either text. */
public interface Template {

  /** The text that the policy goes on from. */
  String prompt(Problem problem);

  /** The text of a completion that gives this demonstration. */
  String completion(Demonstration demonstration);
}
