package io.gradus.core.advantage;

import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.component.About;
import java.util.ArrayList;
import java.util.List;

/**
 * REINFORCE++: the reward from each token on, whitened over all learned tokens of the step, arXiv:2501.03262. No group is
 * compared with itself, so a group size of 1 works. The variance has n - 1 in its denominator, as in verl; OpenRLHF has n.
 *
 * <p>Long completions weigh more in mean and variance, because tokens are counted, not completions.
 */
@About("REINFORCE++: the reward whitened over all tokens of the step (arXiv:2501.03262)")
public record Whitened() implements Advantage {
  /** verl's: added to the variance. */
  private static final double EPSILON = 1e-8;

  @Override
  public List<double[][]> of(List<ScoredGroup> step, ScorerLogProbs frozen) {
    List<double[][]> returns = new ArrayList<>();
    double n = 0;
    double sum = 0;
    for (ScoredGroup group : step) {
      double[][] rows = new double[group.group().size()][];
      for (int i = 0; i < rows.length; i++) {
        double[] row = group.returns(i);
        rows[i] = row;
        if (group.counts(i)) {
          n += group.group().completions().get(i).learnedLength();
          sum += group.group().completions().get(i).learned().stream()
              .mapToDouble(t -> row[t])
              .sum();
        }
      }
      returns.add(rows);
    }
    double mean = n == 0 ? 0 : sum / n;
    double squares = 0;
    for (int g = 0; g < returns.size(); g++) {
      ScoredGroup group = step.get(g);
      for (int i : group.counted()) {
        double[] row = returns.get(g)[i];
        squares += group.group().completions().get(i).learned().stream()
            .mapToDouble(t -> (row[t] - mean) * (row[t] - mean))
            .sum();
      }
    }
    double scale = n < 2 ? 0 : 1 / Math.sqrt(squares / (n - 1) + EPSILON);
    for (int g = 0; g < returns.size(); g++) {
      for (int i = 0; i < returns.get(g).length; i++) {
        double[] row = returns.get(g)[i];
        boolean counts = step.get(g).counts(i);
        for (int t = 0; t < row.length; t++) {
          row[t] = counts ? (row[t] - mean) * scale : 0;
        }
      }
    }
    return returns;
  }
}
