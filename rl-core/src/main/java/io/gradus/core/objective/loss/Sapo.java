package io.gradus.core.objective.loss;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.PolicyLoss;
import io.gradus.core.objective.SequenceLoss;

/**
 * SAPO: a soft gate in place of the clip, {@code -A (4 / tau) sigmoid(tau (r - 1))}, arXiv:2511.20347. At r = 1, its
 * derivative by the ratio equals the derivative of {@code -A r}. The derivative falls smoothly on both sides.
 *
 * @param temperaturePositive tau at an advantage above 0
 * @param temperatureNegative tau at any other advantage. A higher value damps bad tokens sooner, because their gradient
 *     spreads over the whole vocabulary
 */
@About("SAPO: a soft gate on the ratio in place of the clip (arXiv:2511.20347)")
public record Sapo(
    @Default("1.0") @About("how fast the gate closes at a positive advantage")
    double temperaturePositive,

    @Default("1.05") @About("how fast the gate closes at a negative advantage")
    double temperatureNegative)
    implements PolicyLoss {

  public Sapo {
    check("temperature-positive", temperaturePositive);
    check("temperature-negative", temperatureNegative);
  }

  private static void check(String name, double temperature) {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: must be above 0, but is %s".formatted(name, temperature));
    }
  }

  @Override
  public boolean silentWithoutAdvantage() {
    return true;
  }

  @Override
  public void add(SequenceLoss s) {
    for (int t = 0; t < s.length(); t++) {
      double advantage = s.advantage(t);
      double tau = advantage > 0 ? temperaturePositive : temperatureNegative;
      double gate = 1 / (1 + Math.exp(-tau * (s.ratio(t) - 1)));
      s.addPolicyLoss(
          t, -advantage * 4 / tau * gate, -advantage * 4 * gate * (1 - gate) * s.ratioSlope(t));
    }
  }
}
