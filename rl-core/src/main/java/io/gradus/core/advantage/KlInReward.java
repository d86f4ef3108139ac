package io.gradus.core.advantage;

import io.gradus.core.Completion;
import io.gradus.core.KlEstimator;
import io.gradus.core.Reward;
import io.gradus.core.ScoredGroup;
import io.gradus.core.ScorerLogProbs;
import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The KL penalty in the reward instead of the loss. The penalty of a token is {@code beta} times an estimate of the
 * divergence of {@code pi_old} from {@code pi_ref}. It is subtracted from the token's reward, and another advantage is
 * computed from the result. RLOO (arXiv:2402.14740) and REINFORCE++ (arXiv:2501.03262) do this with k1. A completion
 * without behaviour log-probabilities, such as an expert's, gets no penalty. TRL's RLOO has a beta of 0.03.
 */
@About(
    "subtracts a KL penalty from each token's reward, before another advantage (arXiv:2402.14740)")
public record KlInReward(
    @Default("0.03") @About("penalty for each nat of divergence from the reference")
    double beta,

    @Default("k1") @About("estimator of the divergence: k1, k2 or k3")
    KlEstimator estimator,

    @Default("{type: leave-one-out}")
    @About("the advantage that is computed from the penalised rewards")
    Advantage advantage)
    implements WrappedAdvantage {

  public KlInReward {
    if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "beta: must be above 0, but is %s. For no KL, set the inner advantage alone"
              .formatted(beta));
    }
    if (advantage instanceof KlInReward) {
      throw new IllegalArgumentException(
          "advantage: kl-in-reward is nested in itself. Use one kl-in-reward with the sum of both beta");
    }
    if (!advantage.readsTokenRewards()) {
      throw new IllegalArgumentException(
          "advantage: this advantage reads no rewards of tokens, so the KL penalty would be lost. Use whitened, leave-one-out, mean-centered or standardized, or set reference instead");
    }
  }

  /** Uses k1, as in the papers. */
  public KlInReward(double beta, Advantage advantage) {
    this(beta, KlEstimator.K1, advantage);
  }

  @Override
  public Set<String> scorers() {
    Set<String> names = new TreeSet<>(advantage.scorers());
    names.add(ScorerLogProbs.REFERENCE);
    return names;
  }

  @Override
  public Advantage reading(Reward reward) {
    return new KlInReward(beta, estimator, advantage.reading(reward));
  }

  @Override
  public Advantage chargingKl(double factor) {
    return factor == 0 ? advantage : new KlInReward(beta * factor, estimator, advantage);
  }

  @Override
  public List<double[][]> of(List<ScoredGroup> step, ScorerLogProbs frozen) {
    List<ScoredGroup> penalised = step.stream()
        .map(group -> new ScoredGroup(
            group.group(),
            group.scores(),
            group.group().completions().stream().map(c -> costs(c, frozen)).toList()))
        .toList();
    return advantage.of(penalised, frozen);
  }

  private double[] costs(Completion completion, ScorerLogProbs frozen) {
    float[] reference = frozen.of(ScorerLogProbs.REFERENCE, completion);
    double[] costs = new double[completion.length()];
    if (reference.length > 0 && completion.behaviour().isPresent()) {
      float[] old = completion.behaviour().get();
      completion.learned().stream()
          .forEach(t -> costs[t] = -beta * estimator.value((double) reference[t] - old[t]));
    }
    return costs;
  }
}
