package io.gradus.core.objective;

import io.gradus.core.component.About;
import java.util.Arrays;
import java.util.Optional;

/**
 * The sum over all tokens, divided by a constant, {@code 1/L sum_i sum_t}, as in LUFFY's code ({@code
 * loss_remove_token_mean}) and in verl's seq-mean-token-sum-norm. This is {@link ConstantLength} without the mean over
 * sequences, so the loss and its gradient grow with the minibatch. AdamW hardly notices the factor, but gradient
 * clipping does.
 *
 * @param length L; the generation budget if absent
 */
@About("LUFFY's code: sum over all tokens divided by a constant length; grows with the minibatch")
public record ConstantSum(
    @About("the constant, in tokens; if left out, the generation budget")
    Optional<Integer> length) implements Reduction {

  public ConstantSum {
    if (length.isPresent() && length.get() < 1) {
      throw new IllegalArgumentException("length: must be 1 or more, but is " + length.get());
    }
  }

  @Override
  public double[] weights(int[] lengths, int generationBudget) {
    double weight = 1.0 / length.orElse(generationBudget);
    return Arrays.stream(lengths).mapToDouble(l -> l > 0 ? weight : 0).toArray();
  }
}
