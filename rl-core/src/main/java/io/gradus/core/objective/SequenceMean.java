package io.gradus.core.objective;

import io.gradus.core.component.About;
import java.util.Arrays;

/**
 * GRPO's reduction: the mean over sequences of the mean over tokens, {@code 1/N sum_i 1/|o_i| sum_t}, arXiv:2402.03300,
 * equation 3. A token of a long completion has less weight than a token of a short completion. verl calls it
 * seq-mean-token-mean, TRL grpo.
 */
@About("GRPO: mean over sequences of the mean over their tokens (arXiv:2402.03300)")
public record SequenceMean() implements Reduction {

  @Override
  public double[] weights(int[] lengths, int generationBudget) {
    long n = Arrays.stream(lengths).filter(l -> l > 0).count();
    return Arrays.stream(lengths)
        .mapToDouble(l -> l > 0 ? 1.0 / (n * (double) l) : 0)
        .toArray();
  }
}
