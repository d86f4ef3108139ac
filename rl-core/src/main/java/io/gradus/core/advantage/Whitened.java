package io.gradus.core.advantage;

import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * REINFORCE++: the reward from each token on, whitened over all learned tokens of the step, arXiv:2501.03262. Without a
 * baseline, a group size of 1 works. Long completions weigh more in mean and variance, because tokens are counted.
 *
 * @param baseline {@code group-mean} is REINFORCE++-baseline; a KL penalty of {@link KlInReward} is not part of that
 *     mean
 * @param discount 1 in the paper
 */
@About("REINFORCE++: the reward whitened over all tokens of the step (arXiv:2501.03262)")
public record Whitened(
    @Default("none") @About("what is subtracted first: none, or group-mean (REINFORCE++-baseline)")
    Baseline baseline,

    @Default("1.0")
    @About("a reward that comes k tokens later is multiplied by this to the power k")
    double discount,

    @Default("true") @About("whether the variance has n - 1 in its denominator (verl); else n")
    boolean unbiased)
    implements Advantage {
  /** verl's: added to the variance. */
  private static final double EPSILON = 1e-8;

  /** Creates REINFORCE++ with verl's defaults. */
  public Whitened() {
    this(Baseline.NONE, 1, true);
  }

  public Whitened {
    if (!(discount > 0 && discount <= 1)) {
      throw new IllegalArgumentException(
          "discount: must be above 0 and at most 1, but is " + discount);
    }
  }

  @Override
  public int leastGroup() {
    return baseline == Baseline.GROUP_MEAN ? 2 : 1;
  }

  @Override
  public List<double[][]> of(List<ScoredGroup> step, ScorerLogProbs frozen) {
    List<double[][]> returns = step.stream().map(this::returns).toList();
    double[] learned = IntStream.range(0, step.size())
        .boxed()
        .flatMapToDouble(g -> step.get(g).learned(returns.get(g)))
        .toArray();
    int n = learned.length;
    double mean = Arrays.stream(learned).average().orElse(0);
    double squares = Arrays.stream(learned).map(r -> (r - mean) * (r - mean)).sum();
    double scale = n < 2 ? 0 : 1 / Math.sqrt(squares / (unbiased ? n - 1 : n) + EPSILON);
    for (int g = 0; g < returns.size(); g++) {
      for (int i = 0; i < returns.get(g).length; i++) {
        double[] row = returns.get(g)[i];
        boolean counts = step.get(g).counts(i);
        Arrays.setAll(row, t -> counts ? (row[t] - mean) * scale : 0);
      }
    }
    return returns;
  }

  private double[][] returns(ScoredGroup group) {
    double shift = baseline.of(group);
    return IntStream.range(0, group.group().size())
        .mapToObj(i -> {
          double[] row = group.returns(i, discount);
          Arrays.setAll(row, t -> row[t] - shift * Math.pow(discount, row.length - 1.0 - t));
          return row;
        })
        .toArray(double[][]::new);
  }
}
