package io.gradus.core.architecture;

import java.util.List;
import java.util.Map;

/**
 * A part of a layer that adds its output to the residual stream. A block is a record of its shape; a resource file has
 * its mathematics. Layers with equal records share one compiled copy.
 */
public interface Block {

  /** Returns the name of the resource with the source, {@code NAME.py} beside this class. */
  String resource();

  /**
   * Returns the weights in the source's order, the norm first.
   *
   * @param layer {@code model.layers.3.}
   * @param width E
   */
  List<Parameter> parameters(String layer, int width);

  /**
   * Returns the indices of the parameters that can be packed, because a sampling step multiplies each with all rows.
   */
  List<Integer> packable();

  /** Returns the values of the source's {@code $words$}. */
  Map<String, Object> constants(int width);

  /** Returns the floating point operations of one token's forward pass: 2 per active weight. */
  double flops(int width);

  /** Returns the numbers kept for the backward pass. */
  KeptFloats kept(int width);
}
