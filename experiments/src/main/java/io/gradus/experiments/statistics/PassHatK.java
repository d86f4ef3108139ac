package io.gradus.experiments.statistics;

/** pass^k: probability that all of k samples of a problem are right (Yao et al., tau-bench, arXiv:2406.12045). */
public final class PassHatK {
  private PassHatK() {}

  /**
   * Unbiased estimate {@code C(c, k) / C(n, k)} for one problem.
   *
   * @param samples n, the number of completions
   * @param correct c, the number of right completions
   * @param k at most n
   */
  public static double ofProblem(int samples, int correct, int k) {
    // All of k are right exactly if not one of them is wrong.
    return 1 - PassAtK.ofProblem(samples, samples - correct, k);
  }
}
