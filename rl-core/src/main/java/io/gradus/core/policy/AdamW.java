package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * AdamW (arXiv:1711.05101) with decoupled weight decay on matrices only, and clipping of the gradient's global norm; the
 * moments of one policy.
 */
public final class AdamW {
  private final Policy policy;
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;
  private final double maxGradientNorm;
  private final List<NDArray> first;
  private final List<NDArray> second;
  private long step;

  /**
   * Fresh moments.
   *
   * @param maxGradientNorm the gradient is scaled down to this L2 norm; infinity: never
   */
  public AdamW(
      Policy policy,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double maxGradientNorm) {
    this.policy = policy;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    this.maxGradientNorm = maxGradientNorm;
    first = policy.zeros();
    second = policy.zeros();
  }

  /**
   * Moves the weights against the policy's gradient.
   *
   * @param gradientNorm of the whole gradient, as {@link Policy#gradientNorm} gave it: finite, or the weights would be lost
   */
  public void step(double learningRate, double gradientNorm) {
    if (!Double.isFinite(gradientNorm)) {
      throw new IllegalArgumentException("gradientNorm: must be finite, but is " + gradientNorm);
    }
    step++;
    // The kernel divides the gradient by this.
    double divisor = Math.max(1, (gradientNorm + 1e-6) / maxGradientNorm);
    try (NDManager scope = policy.script().manager().newSubManager()) {
      update(scope, true, learningRate, divisor);
      update(scope, false, learningRate, divisor);
    }
  }

  private void update(NDManager scope, boolean decays, double learningRate, double divisor) {
    double[] settings = {
      learningRate, beta1, beta2, epsilon, decays ? weightDecay : 0, divisor, step
    };
    policy
        .script()
        .call(
            scope,
            "adamw",
            List.of(scope.create(settings)),
            List.of(
                select(policy.weights(), decays),
                select(policy.gradients(), decays),
                select(first, decays),
                select(second, decays)));
  }

  private List<NDArray> select(List<NDArray> arrays, boolean decays) {
    List<NDArray> selected = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i++) {
      if (policy.parameters().get(i).decays() == decays) {
        selected.add(arrays.get(i));
      }
    }
    return selected;
  }

  /** How many steps it has made. */
  public long steps() {
    return step;
  }

  /** First moments, as {@code first.NAME}. */
  public TensorSet firstMoments() {
    return new TensorSet(policy.script(), policy.parameters(), first, "first.");
  }

  /** Second moments, as {@code second.NAME}. */
  public TensorSet secondMoments() {
    return new TensorSet(policy.script(), policy.parameters(), second, "second.");
  }

  /** Takes over saved moments by those names. */
  public void load(long savedStep, Function<String, float[]> tensors) {
    step = savedStep;
    firstMoments().load(tensors);
    secondMoments().load(tensors);
  }

  /** Frees the moments. */
  public void close() {
    first.forEach(NDArray::close);
    second.forEach(NDArray::close);
  }
}
