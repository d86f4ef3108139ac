package io.gradus.rewards.code;

import io.gradus.core.Verdict;

/** Result of one test. */
record Finding(Verdict verdict, String why) {
  static final Finding CORRECT = new Finding(Verdict.CORRECT, "every test passed");

  boolean correct() {
    return verdict == Verdict.CORRECT;
  }
}
