package io.gradus.core.policy.optimizer;

import ai.djl.ndarray.NDManager;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import java.util.List;
import java.util.function.Function;

/** First and second moments of some tensors in some precision, and AdamW's step on them. */
public interface Moments extends AutoCloseable {

  /**
   * The numbers of a step.
   *
   * @param divisor the gradient is divided by this: what clips its norm
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

  /** Moves the weights; decay acts on those that decay. */
  void step(NDManager scope, Step step);

  /** What {@link #read} gives and {@link #load} takes. */
  List<TensorInfo> infos();

  /** One of these tensors with its values. */
  RawTensor read(String name);

  /** Puts saved values back, bit for bit. */
  void load(Function<String, RawTensor> tensors);

  @Override
  void close();
}
