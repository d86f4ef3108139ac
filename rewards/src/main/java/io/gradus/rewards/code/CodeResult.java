package io.gradus.rewards.code;

import io.gradus.core.Verdict;

/**
 * Result of verifying a program.
 *
 * @param verdict {@code CORRECT} if every test passed, otherwise the fault of the first failed test
 * @param passed number of passed tests
 * @param total number of tests
 * @param why readable line: the test, the result, the expected result
 * @param cpuSeconds processor time of the runs, s
 */
public record CodeResult(Verdict verdict, int passed, int total, String why, double cpuSeconds) {

  static CodeResult error(String why) {
    return new CodeResult(Verdict.VERIFIER_ERROR, 0, 0, why, 0);
  }
}
