package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.LossTerm;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;
import io.gradus.core.objective.Survey;
import java.util.stream.IntStream;

/**
 * The off-policy sequence mask of DeepSeek-V3.2, arXiv:2512.02556: another loss, from which bad completions are masked
 * if the policy has moved away from them. The loss of a completion is removed if its mean advantage is negative and the
 * mean of {@code log pi_sampler - log pi_theta} is above a threshold. The completion still counts in the reduction, as
 * in TRL.
 *
 * @param threshold not published; TRL suggests 0.5
 */
@About(
    "another loss, except on bad completions that the policy has moved away from (arXiv:2512.02556)")
public record OffPolicyMask(
    @Default("0.5") @About("largest mean log-ratio of sampler and policy, in nats a token")
    double threshold,

    @Default("{type: clipped-surrogate}") @About("the loss of the other completions")
    PolicyLoss loss)
    implements WrappedLoss {

  public OffPolicyMask {
    if (!(threshold >= 0 && threshold < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("threshold: must be 0 or more, but is " + threshold);
    }
    if (loss instanceof OffPolicyMask) {
      throw new IllegalArgumentException(
          "loss: off-policy-mask is nested in itself. Keep the lower threshold");
    }
  }

  @Override
  public PolicyLoss wrapped() {
    return loss;
  }

  @Override
  public LossTerm surveyed(Survey survey) {
    LossTerm inner = loss.surveyed(survey);
    return s -> add(s, inner);
  }

  @Override
  public void add(SequenceLoss s) {
    add(s, loss);
  }

  private void add(SequenceLoss s, LossTerm inner) {
    double advantage = IntStream.range(0, s.length()).mapToDouble(s::advantage).sum();
    double left = IntStream.range(0, s.length())
        .mapToDouble(t -> s.behaviour(t) - s.logProb(t))
        .sum();
    boolean dropped = advantage < 0 && left > threshold * s.length();
    s.only(t -> !dropped, inner);
  }
}
