package io.gradus.core.policy;

import java.util.List;
import java.util.Map;

/** The shape of a policy: what its weights are called, and the numbers that complete the source of its mathematics. */
public interface Architecture {

  /** Its weights in the order of the source's {@code w[]}. */
  List<Parameter> parameters(int vocabulary);

  /** The numbers for the source's {@code $words$}. */
  Map<String, Object> constants(int vocabulary);

  /** Radians a position of each rotated pair, {@code (D / 2)}. */
  double[] frequencies();

  /** Longest sequence in tokens. */
  int context();

  /** E, the width of the hidden states. */
  int width();

  /** Floating point operations of one token's forward pass, the head apart. */
  double bodyFlops();
}
