package io.gradus.core.policy.optimizer;

import ai.djl.ndarray.NDManager;
import io.gradus.core.policy.MomentStates;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.Trained;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * AdamW (arXiv:1711.05101) with decoupled weight decay on matrices only, and clipping of the gradient's global norm. An
 * instance has the moments of one policy, in fp32 or in eight bits (arXiv:2110.02861).
 */
public final class AdamW implements AutoCloseable {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;
  private final double maxGradientNorm;
  private final Policy policy;
  private final List<Moments> moments = new ArrayList<>();
  private long step;

  /**
   * Creates moments of zeros.
   *
   * @param maxGradientNorm the gradient is scaled down to this L2 norm; infinity: never
   */
  public AdamW(
      Policy policy,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double maxGradientNorm,
      MomentStates states) {
    this.policy = policy;
    policy.moved(0);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    this.maxGradientNorm = maxGradientNorm;
    Trained trained = policy.weights().trained();
    Trained precise = trained.where(p -> !states.coarse(p));
    Trained coarse = trained.where(states::coarse);
    if (!precise.parameters().isEmpty()) {
      moments.add(new FloatMoments(precise));
    }
    if (!coarse.parameters().isEmpty()) {
      moments.add(new ByteMoments(coarse, policy.compute()));
    }
  }

  /**
   * Updates the weights with the policy's gradient.
   *
   * @param gradientNorm norm of the whole gradient from {@link Policy#gradientNorm}; must be finite, or the weights
   *     would be lost
   */
  public void step(double learningRate, double gradientNorm) {
    if (!Double.isFinite(gradientNorm)) {
      throw new IllegalArgumentException("gradientNorm: must be finite, but is " + gradientNorm);
    }
    step++;
    // the kernels divide the gradient by this
    double divisor = Math.max(1, (gradientNorm + 1e-6) / maxGradientNorm);
    Moments.Step now =
        new Moments.Step(learningRate, beta1, beta2, epsilon, weightDecay, divisor, step);
    try (NDManager scope = policy.script().manager().newSubManager()) {
      moments.forEach(m -> m.step(scope, now));
    }
    policy.moved(step);
  }

  /**
   * Returns the cosine of the policy's gradient and the last update, in [-1, 1]; 0 before the first update.
   *
   * @throws UnsupportedOperationException with moments in eight bits
   */
  public double alignment() {
    if (step == 0) {
      return 0;
    }
    Moments.Step last = new Moments.Step(0, beta1, beta2, epsilon, 0, 1, step);
    double[] sums = new double[3];
    try (NDManager scope = policy.script().manager().newSubManager()) {
      for (Moments part : moments) {
        double[] more = part.alignment(scope, last);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += more[i];
        }
      }
    }
    double norms = Math.sqrt(sums[1] * sums[2]);
    return norms > 0 ? sums[0] / norms : 0;
  }

  /** Returns the number of steps made. */
  public long steps() {
    return step;
  }

  /**
   * Lists the tensors of a checkpoint: in fp32 {@code first.NAME} and {@code second.NAME}, in eight bits
   * {@code first.codes.NAME}, {@code first.scales.NAME} ...
   */
  public List<TensorInfo> infos() {
    return moments.stream().flatMap(m -> m.infos().stream()).toList();
  }

  /** Reads one of these tensors. */
  public RawTensor read(String name) {
    return moments.stream()
        .filter(m -> m.infos().stream().anyMatch(info -> info.name().equals(name)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": no such tensor"))
        .read(name);
  }

  /** Restores the step count and the moments; {@code tensors} returns the saved tensor of a name. */
  public void load(long savedStep, Function<String, RawTensor> tensors) {
    step = savedStep;
    policy.moved(step);
    moments.forEach(m -> m.load(tensors));
  }

  /** Frees the moments. */
  @Override
  public void close() {
    moments.forEach(Moments::close);
  }
}
