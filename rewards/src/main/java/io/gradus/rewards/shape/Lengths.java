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

  /** Returns the score of a completion without known tokens: a verifier error, because a length of 0 would be wrong. */
  static Score noTokens() {
    return Score.verifierError("the reward counts tokens, but this completion has only a text");
  }
}
