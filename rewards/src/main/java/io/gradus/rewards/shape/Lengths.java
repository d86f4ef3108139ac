package io.gradus.rewards.shape;

import io.gradus.core.Completion;
import io.gradus.core.Score;

/** What the rewards that count tokens share. */
final class Lengths {
  private Lengths() {}

  /** Whether the completion's tokens are not known, because its text did not come from a policy. */
  static boolean unknown(Completion completion) {
    return completion.length() == 0 && !completion.text().isEmpty();
  }

  /** What is said then; a length of 0 would be a lie. */
  static Score noTokens() {
    return Score.verifierError("it counts tokens, and this completion comes as text only");
  }
}
