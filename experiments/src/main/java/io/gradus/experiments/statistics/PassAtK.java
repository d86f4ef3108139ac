package io.gradus.experiments.statistics;

/**
 * pass@k: probability that at least one of k samples of a problem is right (Chen et al., arXiv:2107.03374, equation 1).
 * pass@1 is the mean over the samples, not the best sample.
 */
public final class PassAtK {
  private PassAtK() {}

  /**
   * Returns an unbiased estimate {@code 1 - C(n-c, k) / C(n, k)} for one problem, as a product that neither overflows
   * nor cancels.
   *
   * @param samples n, the number of completions
   * @param correct c, the number of right completions
   * @param k at most n
   */
  public static double ofProblem(int samples, int correct, int k) {
    if (correct < 0 || correct > samples) {
      throw new IllegalArgumentException("correct: %d of %d samples".formatted(correct, samples));
    }
    if (k < 1 || k > samples) {
      throw new IllegalArgumentException(
          "k: must be in 1..%d (the samples of a problem), but is %d".formatted(samples, k));
    }
    if (samples - correct < k) {
      return 1;
    }
    double allWrong = 1;
    for (int i = samples - correct + 1; i <= samples; i++) {
      allWrong *= 1 - (double) k / i;
    }
    return 1 - allWrong;
  }

  /**
   * pass@k of a benchmark with its 95 % interval. The interval is Wilson's if each problem has one sample, and
   * otherwise the bootstrap over problems. If all problems have the same score, the bootstrap interval has no width.
   * Then Wilson's interval for the number of problems is used, which is if anything too wide.
   *
   * @param samples {@code (N)} number of completions of each problem
   * @param correct {@code (N)} number of right completions of each problem
   * @param seed seed of the resamples
   */
  public static Estimate ofBenchmark(int[] samples, int[] correct, int k, long seed) {
    if (samples.length != correct.length || samples.length == 0) {
      throw new IllegalArgumentException(
          "samples: %d problems, but correct has %d".formatted(samples.length, correct.length));
    }
    double[] values = new double[samples.length];
    boolean single = true;
    boolean alike = true;
    for (int i = 0; i < values.length; i++) {
      values[i] = ofProblem(samples[i], correct[i], k);
      single &= samples[i] == 1;
      alike &= values[i] == values[0];
    }
    if (single) {
      int right = 0;
      for (int c : correct) {
        right += c;
      }
      return Proportion.wilson(right, values.length);
    }
    if (alike) {
      int right = (int) Math.round(values[0] * values.length);
      Estimate wide = Proportion.wilson(right, values.length);
      return new Estimate(
          values[0], Math.min(values[0], wide.low()), Math.max(values[0], wide.high()));
    }
    return Bootstrap.mean(values, seed);
  }

  /**
   * Standard error of pass@1 from sampling alone, on exactly these problems: {@code sqrt(sum of var_i / n_i) / N}, with
   * the unbiased variance of each problem's samples. It ignores the random choice of the problems.
   *
   * @return NaN if a problem has fewer than two samples, because its variance is unknown
   */
  public static double samplingError(int[] samples, int[] correct) {
    double sum = 0;
    for (int i = 0; i < samples.length; i++) {
      double p = (double) correct[i] / samples[i];
      sum += samples[i] < 2 ? Double.NaN : p * (1 - p) / (samples[i] - 1);
    }
    return Math.sqrt(sum) / samples.length;
  }
}
