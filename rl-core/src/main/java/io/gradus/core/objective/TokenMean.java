package io.gradus.core.objective;

import io.gradus.core.component.About;
import java.util.Arrays;

/**
 * DAPO's reduction: the mean over all tokens of the step, {@code 1/sum_i |o_i| sum_i sum_t}, arXiv:2503.14476, section
 * 3.3. verl calls it token-mean, TRL dapo.
 */
@About("DAPO: mean over all tokens of the optimizer step (arXiv:2503.14476)")
public record TokenMean() implements Reduction {

  @Override
  public double[] weights(int[] lengths, int generationBudget) {
    long tokens = Arrays.stream(lengths).asLongStream().sum();
    return Arrays.stream(lengths).mapToDouble(l -> l > 0 ? 1.0 / tokens : 0).toArray();
  }
}
