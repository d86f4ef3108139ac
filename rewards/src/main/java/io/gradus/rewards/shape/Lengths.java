package io.gradus.rewards.shape;

import io.gradus.core.Completion;
import io.gradus.core.Score;

/** What the length rewards share. */
final class Lengths {
  private Lengths() {}

  /** Whether the completion's length in tokens is not known, because its text did not come from a policy. */
  static boolean unknown(Completion completion) {
    return completion.length() == 0 && !completion.text().isEmpty();
  }

  /** What is said then; a length of 0 would be a lie. */
  static Score noTokens() {
    return Score.verifierError(
        "the length is counted in tokens, and this completion comes as text only");
  }
}
