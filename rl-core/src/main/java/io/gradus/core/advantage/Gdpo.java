package io.gradus.core.advantage;

import io.gradus.core.Reward;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * GDPO's advantage, arXiv:2601.05242: each part of a reward {@code sum} is standardized separately within its group.
 * Then the weighted sum of the parts is standardized over all completions of the step, as in TRL and NeMo-RL (verl
 * counts tokens). If the parts were summed first, a part with a wide spread would hide the others. If a completion has
 * no value for a part, the mean of this part leaves the completion out, and the part adds 0.
 */
@About("GDPO: each part of the reward is standardized separately, then summed (arXiv:2601.05242)")
public record Gdpo(
    @Default("1e-4") @About("added to each standard deviation; verl and NeMo-RL have 1e-6")
    double epsilon)
    implements Advantage {

  public Gdpo {
    var unused = new Standardized(epsilon); // refuses the same epsilon
  }

  @Override
  public boolean readsTokenRewards() {
    return false;
  }

  @Override
  public int leastGroup() {
    return 2;
  }

  @Override
  public Advantage reading(Reward reward) {
    Map<String, Double> weights = reward.partWeights();
    if (weights.isEmpty()) {
      throw new IllegalArgumentException(
          "advantage: gdpo standardizes the parts of a reward apart, but %s has none. Use reward: {type: sum, terms: [...]}, or advantage: standardized"
              .formatted(reward.getClass().getSimpleName()));
    }
    return (step, frozen) -> of(step, weights);
  }

  @Override
  public List<double[][]> of(List<ScoredGroup> step, ScorerLogProbs frozen) {
    throw new IllegalStateException("gdpo: call reading first");
  }

  private List<double[][]> of(List<ScoredGroup> step, Map<String, Double> weights) {
    double[] sums = step.stream()
        .flatMapToDouble(group -> Arrays.stream(sums(group, weights)))
        .toArray();
    double[] advantages = new Standardized(epsilon).of(sums);
    List<double[][]> all = new ArrayList<>();
    int from = 0;
    for (ScoredGroup group : step) {
      int to = from + group.counted().length;
      all.add(WithinGroup.spread(group, Arrays.copyOfRange(advantages, from, to)));
      from = to;
    }
    return all;
  }

  /** The weighted sum of the standardized parts of each completion that counts. */
  private double[] sums(ScoredGroup group, Map<String, Double> weights) {
    List<Map<String, Double>> terms = Arrays.stream(group.counted())
        .mapToObj(i -> group.scores().get(i).terms())
        .toList();
    double[] sums = new double[terms.size()];
    weights.forEach((part, weight) -> {
      int[] having = IntStream.range(0, sums.length)
          .filter(i -> terms.get(i).containsKey(part))
          .toArray();
      double[] apart = new Standardized(epsilon)
          .of(Arrays.stream(having).mapToDouble(i -> terms.get(i).get(part)).toArray());
      IntStream.range(0, having.length).forEach(k -> sums[having[k]] += weight * apart[k]);
    });
    return sums;
  }
}
