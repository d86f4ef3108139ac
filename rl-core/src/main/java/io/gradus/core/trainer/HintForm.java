package io.gradus.core.trainer;

import io.gradus.core.Demonstration;
import io.gradus.core.Problem;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;

/**
 * Format of a hint in a question.
 *
 * @param text between question and hint; the default is the text of GHPO's authors
 * @param cutAfter characters after which a hint may end, so that no step of the solution is cut in two; empty: a hint
 *     may end anywhere
 */
public record HintForm(
    @Default(
        "\"\\n The following text is the beginning part of the answer, which you can refer to for solving the problem:\\n\"")
    @About("text between the question and the hint")
    String text,

    @Default("\"\"") @About("characters after which a hint may end; empty: anywhere")
    String cutAfter) {

  /** Returns whether a problem has a worked solution for hints. */
  static boolean fits(Problem problem) {
    return problem.demonstration().filter(d -> !d.reasoning().isBlank()).isPresent();
  }

  /**
   * Returns the problem with the beginning of its solution.
   *
   * @param share share of the solution's characters, rounded half to even as in the authors' code
   */
  Problem apply(Problem problem, double share) {
    Demonstration solution = problem.demonstration().orElseThrow();
    String hint = solution.beginning((int) Math.rint(share * solution.characters()));
    int end = hint.length();
    while (!cutAfter.isEmpty() && end > 0 && cutAfter.indexOf(hint.charAt(end - 1)) < 0) {
      end--;
    }
    return problem.asking(problem.question() + text + hint.substring(0, end));
  }
}
