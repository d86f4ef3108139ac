package io.gradus.experiments.statistics;

import io.gradus.core.CounterRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.inference.BinomialTest;

/**
 * Test whether two models differ on the same problems, with related problems in clusters.
 *
 * <p>Independent problems that are right or wrong get McNemar's exact test. Other scores get the sign-flip test over
 * clusters (Fisher 1935): under the null hypothesis a cluster's difference is as likely as its opposite. The interval
 * is the bootstrap over clusters (Koehn 2004) with percentiles widened for few clusters (Hesterberg, The American
 * Statistician 2015).
 *
 * @param difference mean of second minus first, with its 95 % interval
 * @param gained problems with a higher score of the second model
 * @param lost problems with a higher score of the first model
 * @param pValue two-sided
 * @param smallest smallest difference that this many problems show with 80 % power
 */
public record PairedTest(
    Estimate difference, int gained, int lost, double pValue, double smallest) {
  static final int RESAMPLES = 10_000;
  /** Largest number of clusters whose sign flips are all tried. */
  private static final int EXACT = 13;
  /** Equal sums may differ in their last bits. */
  private static final double TOLERANCE = 1e-9;

  private static final long FLIP = 0x464C4950L;

  /**
   * Compares scores problem by problem.
   *
   * @param first {@code (N)} scores of the first model
   * @param second {@code (N)} scores of the second model, in the same order
   * @param clusters {@code (N)} names of clusters; empty if all problems are independent
   * @param seed seed of the resamples
   */
  public static PairedTest of(double[] first, double[] second, List<String> clusters, long seed) {
    return of(first, second, clusters, seed, RESAMPLES);
  }

  static PairedTest of(
      double[] first, double[] second, List<String> clusters, long seed, int resamples) {
    if (first.length != second.length || first.length == 0) {
      throw new IllegalArgumentException(
          "second: %d problems cannot be paired with %d".formatted(second.length, first.length));
    }
    double[] differences = new double[first.length];
    Arrays.setAll(differences, i -> second[i] - first[i]);
    int gained = (int) Arrays.stream(differences).filter(d -> d > 0).count();
    int lost = (int) Arrays.stream(differences).filter(d -> d < 0).count();
    boolean whole = Arrays.stream(differences).allMatch(d -> d == 0 || Math.abs(d) == 1);
    Sums sums = Sums.of(differences, clusters);
    boolean independent = sums.totals.length == differences.length;
    double p =
        whole && independent ? mcNemar(gained, lost) : signFlip(sums.totals, seed, resamples);
    double squares = Arrays.stream(sums.totals).map(s -> s * s).sum() / differences.length;
    return new PairedTest(
        sums.interval(seed, resamples),
        gained,
        lost,
        p,
        SmallestDifference.of(differences.length, squares));
  }

  private static double mcNemar(int gained, int lost) {
    int uneven = gained + lost;
    return uneven == 0
        ? 1
        : BinomialTest.withDefaults().test(uneven, gained, 0.5).getPValue();
  }

  /** Share of sign flips whose sum is at least as large as the observed sum, including the observed signs. */
  private static double signFlip(double[] totals, long seed, int resamples) {
    double observed = Math.abs(Arrays.stream(totals).sum()) - TOLERANCE;
    boolean exact = totals.length <= EXACT;
    int flips = exact ? 1 << totals.length : resamples;
    int extreme = 0;
    for (int f = 0; f < flips; f++) {
      double sum = 0;
      long bits = f;
      for (int i = 0; i < totals.length; i++) {
        if (!exact && i % Long.SIZE == 0) {
          bits = CounterRandom.bits(seed, FLIP, f, i);
        }
        sum += (bits >>> (i % Long.SIZE) & 1) == 0 ? totals[i] : -totals[i];
      }
      extreme += Math.abs(sum) >= observed ? 1 : 0;
    }
    return exact ? (double) extreme / flips : (extreme + 1.0) / (flips + 1.0);
  }

  /**
   * Differences by cluster.
   *
   * @param totals sum of each cluster's differences
   * @param sizes number of problems of each cluster
   */
  private record Sums(double[] totals, int[] sizes) {
    static Sums of(double[] differences, List<String> clusters) {
      if (clusters.isEmpty()) {
        int[] ones = new int[differences.length];
        Arrays.fill(ones, 1);
        return new Sums(differences, ones);
      }
      Map<String, double[]> sums = new LinkedHashMap<>();
      for (int i = 0; i < differences.length; i++) {
        double[] sum = sums.computeIfAbsent(clusters.get(i), name -> new double[2]);
        sum[0] += differences[i];
        sum[1]++;
      }
      return new Sums(
          sums.values().stream().mapToDouble(sum -> sum[0]).toArray(),
          sums.values().stream().mapToInt(sum -> (int) sum[1]).toArray());
    }

    Estimate interval(long seed, int resamples) {
      int n = totals.length;
      double mean = Arrays.stream(totals).sum() / Arrays.stream(sizes).sum();
      if (n < 2) {
        return new Estimate(mean, -1, 1);
      }
      double[] means = new double[resamples];
      for (int r = 0; r < resamples; r++) {
        double total = 0;
        int size = 0;
        for (int i = 0; i < n; i++) {
          int drawn = CounterRandom.below(n, seed, r, i);
          total += totals[drawn];
          size += sizes[drawn];
        }
        means[r] = total / size;
      }
      Arrays.sort(means);
      double t = TDistribution.of(n - 1).inverseSurvivalProbability(Proportion.ERROR_RATE / 2);
      double tail = NormalDistribution.of(0, 1).survivalProbability(Math.sqrt(n / (n - 1.0)) * t);
      return new Estimate(
          mean,
          Math.min(mean, Bootstrap.quantile(means, tail)),
          Math.max(mean, Bootstrap.quantile(means, 1 - tail)));
    }
  }
}
