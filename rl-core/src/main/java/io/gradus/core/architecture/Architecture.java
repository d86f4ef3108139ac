package io.gradus.core.architecture;

import java.util.List;

/** The shape of a policy. However it is described (a recipe's numbers, a model's own configuration), it comes to a {@link Transformer}. */
public interface Architecture {

  /** Its layers, positions and norms. */
  Transformer transformer();

  /** Its weights in the order of the source's {@code w[]}. */
  default List<Parameter> parameters(int vocabulary) {
    return transformer().parameters(vocabulary);
  }

  /** Longest sequence in tokens. */
  int context();

  /** E, the width of the hidden states. */
  int width();

  /** Floating point operations of one token's forward pass through the body: 2 for each weight it meets (attention scores and the head apart). */
  default double bodyFlops() {
    return transformer().layers().stream().mapToDouble(l -> l.flops(width())).sum();
  }
}
