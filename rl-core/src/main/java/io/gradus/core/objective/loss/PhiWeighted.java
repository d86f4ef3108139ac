package io.gradus.core.objective.loss;

import io.gradus.core.Origin;
import io.gradus.core.component.About;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import java.util.Optional;
import java.util.Set;

/**
 * CHORD's imitation, arXiv:2508.11408: {@code -p (1 - p) log p} with {@code p = pi_theta}; the weight {@code p (1 - p)}
 * is detached. Tokens that the policy already knows, and tokens that it finds nearly impossible, hardly change the
 * policy. Therefore a demonstration does not destroy what the policy can do.
 *
 * @param cutoff a token likelier than this has no slope; {@code cutoff_prob} in the authors' code, off by default
 */
@About(
    "CHORD: imitation weighted by p (1 - p), which spares what the policy knows (arXiv:2508.11408)")
public record PhiWeighted(
    @About("tokens likelier than this are not learned further; absent: all tokens are learned")
    Optional<Double> cutoff)
    implements PolicyLoss {

  public PhiWeighted {
    if (cutoff.isPresent() && !(cutoff.get() > 0 && cutoff.get() <= 1)) {
      throw new IllegalArgumentException("cutoff: must be in (0, 1], but is " + cutoff.get());
    }
  }

  @Override
  public Set<Origin> origins() {
    return Set.of(Origin.values());
  }

  @Override
  public void add(SequenceLoss s) {
    double most = Math.log(cutoff.orElse(1.0));
    for (int t = 0; t < s.length(); t++) {
      double p = Math.exp(s.logProb(t));
      double phi = p * (1 - p);
      boolean known = s.logProb(t) > most;
      s.addPolicyLoss(t, -phi * Math.min(s.logProb(t), most), known ? 0 : -phi);
    }
  }
}
