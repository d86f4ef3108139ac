package io.gradus.core.architecture;

import java.util.List;
import java.util.Map;

/**
 * A part of a layer that adds itself to the residual stream: a record whose fields are its shape, and a resource with its mathematics.
 * Layers whose records are equal share one compiled copy of it.
 */
public interface Block {

  /** The resource with its source, {@code NAME.py} beside this class. */
  String resource();

  /**
   * Its weights in the order in which its source counts them, its norm first.
   *
   * @param layer {@code model.layers.3.}
   * @param width E
   */
  List<Parameter> parameters(String layer, int width);

  /**
   * Which of its weights, by their place among its parameters, a step of sampling multiplies all rows with: they can be packed for it.
   */
  List<Integer> packable();

  /** The numbers for its source's {@code $words$}. */
  Map<String, Object> constants(int width);

  /** Floating point operations of one token's forward pass: 2 for each weight it meets. */
  double flops(int width);

  /** What it keeps for its backward pass. */
  KeptFloats kept(int width);
}
