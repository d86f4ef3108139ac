package io.gradus.core.policy.optimizer;

import ai.djl.ndarray.NDManager;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import java.util.List;
import java.util.function.Function;

/** First and second moments of some tensors in some precision, and AdamW's step on them. */
public interface Moments extends AutoCloseable {

  /**
   * Numbers of a step.
   *
   * @param divisor divisor of the gradient, which clips its norm
   * @param number t, from 1
   */
  record Step(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double divisor,
      long number) {}

  /** Updates the weights; decay applies only to weights that decay. */
  void step(NDManager scope, Step step);

  /**
   * Returns three sums over the tensors: gradient times last update, squared gradient, squared update.
   *
   * @throws UnsupportedOperationException if the moments are too coarse for it
   */
  default double[] alignment(NDManager scope, Step last) {
    throw new UnsupportedOperationException("alignment: needs moments in float32");
  }

  /** Lists the tensors of {@link #read} and {@link #load}. */
  List<TensorInfo> infos();

  /** Reads one of these tensors. */
  RawTensor read(String name);

  /** Restores saved values, bit for bit. */
  void load(Function<String, RawTensor> tensors);

  @Override
  void close();
}
