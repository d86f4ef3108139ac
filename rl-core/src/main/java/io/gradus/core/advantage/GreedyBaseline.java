package io.gradus.core.advantage;

import io.gradus.core.Origin;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.component.About;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * ReMax's advantage, arXiv:2310.10505: the reward from each token on, minus the reward of the policy's likeliest answer
 * to the same problem. The gathering {@code greedy-baseline} draws that answer. A group size of 1 works. If KL is part
 * of the reward, the baseline contains no KL, as in verl. A group whose baseline could not be judged gets zeros.
 */
@About("ReMax: the reward minus the reward of the policy's likeliest answer (arXiv:2310.10505)")
public record GreedyBaseline() implements Advantage {

  @Override
  public boolean readsBaseline() {
    return true;
  }

  @Override
  public List<double[][]> of(List<ScoredGroup> step, ScorerLogProbs frozen) {
    return step.stream().map(GreedyBaseline::within).toList();
  }

  private static double[][] within(ScoredGroup group) {
    OptionalDouble baseline = group.baseline();
    return IntStream.range(0, group.group().size())
        .mapToObj(i -> {
          double[] row = group.returns(i);
          boolean compares = baseline.isPresent()
              && group.counts(i)
              && group.group().completions().get(i).origin() != Origin.BASELINE;
          Arrays.setAll(row, t -> compares ? row[t] - baseline.getAsDouble() : 0);
          return row;
        })
        .toArray(double[][]::new);
  }
}
