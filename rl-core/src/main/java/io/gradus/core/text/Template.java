package io.gradus.core.text;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;

/** Lays out what the policy is shown and what a demonstration looks like; the end token is not part of either text. */
public interface Template {

  /** The text that the policy goes on from. */
  String prompt(Problem problem);

  /** The text of a completion that gives this demonstration. */
  String completion(Demonstration demonstration);

  /**
   * This template for a model: one that writes a model's own format takes it from there; the others are what they are.
   *
   * @throws io.gradus.core.UserError if the model lacks what the template needs
   */
  default Template bind(Tokenizer tokenizer) {
    return this;
  }
}
