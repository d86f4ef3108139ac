package io.gradus.core.objective;

import io.gradus.core.component.About;
import java.util.Arrays;
import java.util.Optional;

/**
 * Dr. GRPO's reduction: the sum over tokens divided by a constant, as a mean over sequences, {@code 1/(N L) sum_i
 * sum_t}, arXiv:2503.20783, section 3.2. All tokens have the same weight, in short and long completions. TRL calls it
 * dr_grpo; verl's seq-mean-token-sum-norm lacks the 1/N. A length of 1 sums over a sequence, as RLOO does.
 *
 * @param length L; the generation budget if absent
 */
@About(
    "Dr. GRPO: sum over tokens divided by a constant length, mean over sequences (arXiv:2503.20783)")
public record ConstantLength(
    @About("the constant, in tokens; if left out, the generation budget")
    Optional<Integer> length) implements Reduction {

  public ConstantLength {
    if (length.isPresent() && length.get() < 1) {
      throw new IllegalArgumentException("length: must be 1 or more, but is " + length.get());
    }
  }

  @Override
  public double[] weights(int[] lengths, int generationBudget) {
    long n = Arrays.stream(lengths).filter(l -> l > 0).count();
    double weight = 1.0 / (n * (double) length.orElse(generationBudget));
    return Arrays.stream(lengths).mapToDouble(l -> l > 0 ? weight : 0).toArray();
  }
}
