package io.gradus.core.architecture;

import java.util.List;

/** The shape of a policy. A recipe's settings and a model's configuration file both become a {@link Transformer}. */
public interface Architecture {

  /** Returns the layers, positions and norms. */
  Transformer transformer();

  /** Returns the weights in the order of the source's {@code w[]}. */
  default List<Parameter> parameters(int vocabulary) {
    return transformer().parameters(vocabulary);
  }

  /** Returns the longest sequence in tokens. */
  int context();

  /** Returns the width of the hidden states, E. */
  int width();

  /**
   * Returns the floating point operations of one token's forward pass through the body, without attention scores and
   * head: 2 per active weight.
   */
  default double bodyFlops() {
    return transformer().layers().stream().mapToDouble(l -> l.flops(width())).sum();
  }
}
