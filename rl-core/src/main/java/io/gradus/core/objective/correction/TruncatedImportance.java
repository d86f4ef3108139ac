package io.gradus.core.objective.correction;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import io.gradus.core.objective.Correction;
import java.util.stream.IntStream;

/**
 * Truncated importance sampling (TIS) per token: {@code min(pi_old / pi_behaviour, cap)}. The cap bounds the variance.
 *
 * @param cap 2 in verl
 */
@About("truncated importance sampling per token: min(pi_old / pi_behaviour, cap)")
public record TruncatedImportance(
    @Default("2.0") @About("the largest factor, 1 or more") double cap) implements Correction {

  public TruncatedImportance {
    if (!(cap >= 1 && cap < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("cap: must be 1 or more, but is " + cap);
    }
  }

  @Override
  public double[] weights(double[] old, double[] behaviour) {
    return IntStream.range(0, old.length)
        .mapToDouble(t -> Math.min(Math.exp(old[t] - behaviour[t]), cap))
        .toArray();
  }
}
