package io.gradus.core.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A decoder in the form that the engine builds: each layer has an attention and a feed-forward, which may differ from
 * layer to layer.
 *
 * @param width E, of the hidden states
 * @param layers layers, the first one first
 * @param rope positions, the same in all layers
 * @param normEpsilon constant added to the mean square in the layers' norms
 * @param head what the final hidden states become
 * @param context longest sequence in tokens
 */
public record Transformer(
    int width, List<Layer> layers, Rope rope, double normEpsilon, Head head, int context)
    implements Architecture {

  /**
   * Makes the decoder of a language model.
   *
   * @param tiedHead whether the head is the embedding
   */
  public Transformer(
      int width, List<Layer> layers, Rope rope, double normEpsilon, boolean tiedHead, int context) {
    this(width, layers, rope, normEpsilon, tiedHead ? Head.TIED : Head.OWN, context);
  }

  /** Returns whether the head is the embedding. */
  public boolean tiedHead() {
    return head == Head.TIED;
  }

  /** Returns the same body with a scalar head. */
  public Transformer scalar() {
    return new Transformer(width, layers, rope, normEpsilon, Head.SCALAR, context);
  }

  /** Returns how many numbers the head computes from a state: V, or 1 for a scalar head. */
  public int outputs(int vocabulary) {
    return head == Head.SCALAR ? 1 : vocabulary;
  }

  /** One layer. */
  public record Layer(Attention attention, FeedForward feedForward) {
    double flops(int width) {
      return attention.flops(width) + feedForward.flops(width);
    }

    List<Parameter> parameters(int index, int width) {
      String at = "model.layers." + index + ".";
      List<Parameter> list = new ArrayList<>(attention.parameters(at, width));
      list.addAll(feedForward.parameters(at, width));
      return list;
    }
  }

  public Transformer {
    layers = List.copyOf(layers);
    if (layers.isEmpty() || width < 1 || context < 1) {
      throw new IllegalArgumentException(
          "layers, width, context: must be positive, but are %d, %d, %d"
              .formatted(layers.size(), width, context));
    }
    List<FeedForward> mixtures = layers.stream()
        .map(Layer::feedForward)
        .filter(Mixture.class::isInstance)
        .distinct()
        .toList();
    if (mixtures.size() > 1) {
      throw new IllegalArgumentException(
          "layers: all mixtures must be the same, but there are %d kinds"
              .formatted(mixtures.size()));
    }
    if (!(normEpsilon > 0)) {
      throw new IllegalArgumentException("norm-epsilon: must be positive, but is " + normEpsilon);
    }
  }

  @Override
  public Transformer transformer() {
    return this;
  }

  @Override
  public List<Parameter> parameters(int vocabulary) {
    List<Parameter> list = new ArrayList<>();
    list.add(Parameter.matrix("model.embed_tokens.weight", vocabulary, width));
    for (int l = 0; l < layers.size(); l++) {
      list.addAll(layers.get(l).parameters(l, width));
    }
    list.add(Parameter.norm("model.norm.weight", width));
    if (head != Head.TIED) {
      list.add(Parameter.matrix(head.tensor(), outputs(vocabulary), width));
    }
    return list;
  }

  /**
   * A mask of attention's kernel.
   *
   * @param window number of tokens that a token sees, including itself; absent: all earlier ones
   * @param times how many times the queries of a sequence are stacked
   */
  public record Mask(Optional<Integer> window, int times) {}

  /** Returns the distinct masks of the layers. */
  public List<Mask> masks() {
    return layers.stream().map(l -> mask(l.attention())).distinct().toList();
  }

  /** Returns the mask that an attention needs. */
  public Mask mask(Attention attention) {
    return new Mask(window(attention), attention.queriesPerKey());
  }

  /** Returns an attention's window; empty if the whole context fits in it. */
  public Optional<Integer> window(Attention attention) {
    return attention.window().filter(w -> w < context);
  }

  /**
   * Returns the indices of the parameters that can be packed for sampling; see {@link Block#packable}. The last is the
   * head.
   */
  public List<Integer> packable() {
    List<Integer> all = new ArrayList<>();
    int at = 1;
    for (Layer layer : layers) {
      for (Block block : List.of(layer.attention(), layer.feedForward())) {
        for (int offset : block.packable()) {
          all.add(at + offset);
        }
        at += block.parameters("", width).size();
      }
    }
    all.add(tiedHead() ? 0 : at + 1);
    return all;
  }

  /** Returns the bytes of the matrices that can be packed for sampling, in fp32. */
  public long packedBytes(int vocabulary) {
    List<Parameter> all = parameters(vocabulary);
    return packable().stream().mapToLong(i -> all.get(i).size()).sum() * Float.BYTES;
  }

  /** Returns the mixtures of the layers, in order. */
  public List<Mixture> mixtures() {
    return layers.stream()
        .map(Layer::feedForward)
        .filter(Mixture.class::isInstance)
        .map(Mixture.class::cast)
        .toList();
  }

  /** Returns the change of the experts' corrections after a step; 0: none. */
  public double balanceRate() {
    return mixtures().stream().mapToDouble(m -> m.routing().balanceRate()).max().orElse(0);
  }

  static String python(boolean value) {
    return value ? "True" : "False";
  }
}
