package io.gradus.rewards.shape;

import io.gradus.core.Completion;
import io.gradus.core.Score;

/** Common code of the rewards that count tokens. */
final class Lengths {
  private Lengths() {}

  /** Returns whether the completion's tokens are unknown, because its text did not come from a policy. */
  static boolean unknown(Completion completion) {
    return completion.length() == 0 && !completion.text().isEmpty();
  }

  /** Returns the score in this case, because a length of 0 would be false. */
  static Score noTokens() {
    return Score.verifierError("it counts tokens, and this completion comes as text only");
  }
}
