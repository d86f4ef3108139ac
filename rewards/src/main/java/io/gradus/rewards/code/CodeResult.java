package io.gradus.rewards.code;

import io.gradus.core.Verdict;

/**
 * What was found about a program.
 *
 * @param verdict {@code CORRECT} if every test passed, else what went wrong with the first that did not
 * @param passed tests that passed
 * @param total tests
 * @param why for a person: the test, what came, what was expected
 * @param cpuSeconds processor time of the runs, s
 */
public record CodeResult(Verdict verdict, int passed, int total, String why, double cpuSeconds) {

  static CodeResult error(String why) {
    return new CodeResult(Verdict.VERIFIER_ERROR, 0, 0, why, 0);
  }
}
