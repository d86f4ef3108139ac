package io.gradus.rewards.code;

import io.gradus.core.Verdict;

/** What one test showed. */
record Finding(Verdict verdict, String why) {
  static final Finding CORRECT = new Finding(Verdict.CORRECT, "every test passed");

  boolean correct() {
    return verdict == Verdict.CORRECT;
  }
}
