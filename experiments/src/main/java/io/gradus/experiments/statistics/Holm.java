package io.gradus.experiments.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction (Scandinavian Journal of Statistics 1979): adjusts the p-values of several tests that are made
 * together.
 */
public final class Holm {
  private Holm() {}

  /**
   * Adjusted p-values. If every value below 5 % is reported as a difference, the chance of any false alarm is at most 5
   * %. This holds even if the tests depend on one another.
   */
  public static double[] adjusted(double[] pValues) {
    List<Integer> order = IntStream.range(0, pValues.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> pValues[i]))
        .toList();
    double[] adjusted = new double[pValues.length];
    double largest = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      double raised = (pValues.length - rank) * pValues[order.get(rank)];
      largest = Math.max(largest, Math.min(1, raised));
      adjusted[order.get(rank)] = largest;
    }
    return adjusted;
  }
}
