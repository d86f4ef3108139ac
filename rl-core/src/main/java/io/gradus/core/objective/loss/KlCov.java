package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.LossTerm;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.Survey;
import java.util.Comparator;

/**
 * KL-Cov, arXiv:2505.22617: {@code -r A} without a clip. The loss of the tokens with the highest covariance between
 * advantage and log-probability is raised by {@code penalty * |log pi_theta - log pi_old|}. Means are over the
 * optimizer step; in verl, they are over a micro-batch.
 *
 * @param share share of all tokens of the optimizer step, at least one token. The authors use 0.002 at 7B and 0.0002 at
 *     32B; their {@code k_percent} is in percent
 * @param penalty 1 in the paper; the default of verl's {@code ppo_kl_coef} is 0.1
 */
@About(
    "KL-Cov: no clip; changes of the tokens of highest covariance are penalized (arXiv:2505.22617)")
public record KlCov(
    @Default("0.0002") @About("share of all tokens that is penalized")
    double share,

    @Default("1.0") @About("penalty of these tokens for each nat of change")
    double penalty)
    implements PolicyLoss {

  public KlCov {
    checkShare(share);
    if (!(penalty > 0 && penalty < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("penalty: must be above 0, but is " + penalty);
    }
  }

  static void checkShare(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share: must be above 0 and at most 1, but is " + share);
    }
  }

  @Override
  public boolean surveys() {
    return true;
  }

  @Override
  public LossTerm surveyed(Survey survey) {
    Survey.Chosen payers = new Survey.Chosen(survey.tokens().stream()
        .sorted(Comparator.comparingDouble(survey.covariance()).reversed())
        .limit(survey.count(share))
        .toList());
    return s -> {
      add(s);
      for (int t = 0; t < s.length(); t++) {
        if (payers.contains(s, t)) {
          double moved = s.logRatio(t);
          s.addPolicyLoss(t, penalty * Math.abs(moved), penalty * Math.signum(moved));
        }
      }
    };
  }

  @Override
  public void add(SequenceLoss s) {
    for (int t = 0; t < s.length(); t++) {
      s.addPolicyLoss(t, -s.ratio(t) * s.advantage(t), -s.ratioSlope(t) * s.advantage(t));
    }
  }
}
