package io.gradus.core.architecture;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Llama-family decoder (arXiv:2302.13971): RMSNorm, rotary positions, grouped-query attention, SwiGLU. It also has
 * the additions of related models: biases (Qwen2), query-key norms (Qwen3), scaled positions, sliding windows
 * (Mistral), mixtures (Mixtral).
 *
 * @param width E, of the hidden states
 * @param heads H, query heads
 * @param kvHeads K, key-value heads; divides {@code heads}; absent: equal to {@code heads}
 * @param headWidth D, even
 * @param hidden F, of the feed-forward; absent: 8/3 of the width, rounded up to a multiple of 32
 */
@About("Llama-family decoder (arXiv:2302.13971), initialised from the seed")
public record Decoder(
    @About("number of layers") int layers,
    @About("width of the hidden states") int width,
    @About("query heads") int heads,

    @About("key-value heads; fewer than heads: grouped-query attention")
    Optional<Integer> kvHeads,

    @About("width of a head; absent: width / heads") Optional<Integer> headWidth,

    @About("width of the feed-forward; absent: 8/3 of the width")
    Optional<Integer> hidden,

    @Default("10000.0") @About("base of the rotary frequencies")
    double ropeTheta,

    @Default("1.0e-5") @About("constant added to the mean square in a norm")
    double normEpsilon,

    @Default("true") @About("whether the head is the embedding")
    boolean tiedHead,

    @Default("1024") @About("longest sequence in tokens, prompt and completion together")
    int context,

    @Default("false") @About("whether queries, keys and values have a bias (Qwen2)")
    boolean queryKeyValueBias,

    @Default("false") @About("whether query and key heads are normalised (Qwen3)")
    boolean queryKeyNorm,

    @Default("none") @About("method that stretches the rotary frequencies")
    RopeScaling ropeScaling,

    @About("sliding window: tokens that a token sees, including itself; absent: all")
    Optional<Integer> slidingWindow,

    @About("experts instead of a single feed-forward; absent: none")
    Optional<Mixture> mixture,

    @Default("0") @About("number of first layers without a mixture")
    int denseLayers)
    implements Architecture {

  public Decoder {
    size("layers", layers, 1 << 10);
    size("width", width, 1 << 20);
    size("heads", heads, 1 << 14);
    size("context", context, 1 << 28);
    kvHeads.ifPresent(k -> size("kv-heads", k, 1 << 14));
    headWidth.ifPresent(d -> size("head-width", d, 1 << 16));
    hidden.ifPresent(f -> size("hidden", f, 1 << 22));
    if (heads % kvHeads.orElse(heads) != 0) {
      throw new IllegalArgumentException(
          "kv-heads: must divide heads (%d), but is %d".formatted(heads, kvHeads.orElse(heads)));
    }
    if (headWidth.isEmpty() && width % heads != 0) {
      throw new IllegalArgumentException(
          "heads: must divide width (%d), but is %d. Or set head-width".formatted(width, heads));
    }
    if (headWidth.orElse(width / heads) % 2 != 0) {
      throw new IllegalArgumentException("head-width: must be even for rotary positions, but is "
          + headWidth.orElse(width / heads));
    }
    if (!(normEpsilon > 0) || Double.isInfinite(normEpsilon)) {
      throw new IllegalArgumentException("norm-epsilon: must be positive, but is " + normEpsilon);
    }
    if (!(ropeTheta > 0) || Double.isInfinite(ropeTheta)) {
      throw new IllegalArgumentException("rope-theta: must be positive, but is " + ropeTheta);
    }
    slidingWindow.ifPresent(w -> size("sliding-window", w, Integer.MAX_VALUE));
    if (denseLayers < 0 || denseLayers > layers) {
      throw new IllegalArgumentException(
          "dense-layers: must be from 0 to layers (%d), but is %d".formatted(layers, denseLayers));
    }
    if (mixture.isEmpty() && denseLayers > 0) {
      throw new IllegalArgumentException(
          "dense-layers: without a mixture all layers are dense. Set mixture, or remove dense-layers, which is "
              + denseLayers);
    }
    if (mixture.isPresent() && denseLayers == layers) {
      throw new IllegalArgumentException(
          "dense-layers: must be less than layers (%d), so that a layer has the mixture"
              .formatted(layers));
    }
    if (mixture.isPresent() && denseLayers == 0 && hidden.isPresent()) {
      throw new IllegalArgumentException(
          "hidden: has no effect, because every layer is a mixture of width mixture.hidden. Remove hidden, or set dense-layers; hidden is "
              + hidden.get());
    }
  }

  /** Creates a plain Llama without these additions. */
  public Decoder(
      int layers,
      int width,
      int heads,
      Optional<Integer> kvHeads,
      Optional<Integer> headWidth,
      Optional<Integer> hidden,
      double ropeTheta,
      double normEpsilon,
      boolean tiedHead,
      int context) {
    this(
        layers,
        width,
        heads,
        kvHeads,
        headWidth,
        hidden,
        ropeTheta,
        normEpsilon,
        tiedHead,
        context,
        false,
        false,
        new NoScaling(),
        Optional.empty(),
        Optional.empty(),
        0);
  }

  /** Returns a Llama of this size, with the defaults of all other settings. */
  public static Decoder of(int layers, int width, int heads) {
    return new Decoder(
        layers,
        width,
        heads,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        10000,
        1e-5,
        true,
        1024);
  }

  /** The largest sizes are far beyond any model, so that sums of them do not overflow. */
  private static void size(String key, int value, int most) {
    if (value <= 0) {
      throw new IllegalArgumentException("%s: must be positive, but is %d".formatted(key, value));
    }
    if (value > most) {
      throw new IllegalArgumentException(
          "%s: must be at most %d, but is %d".formatted(key, most, value));
    }
  }

  /** Returns the number of key-value heads, K. */
  public int keyValueHeads() {
    return kvHeads.orElse(heads);
  }

  /** Returns the width of a head, D. */
  public int headSize() {
    return headWidth.orElse(width / heads);
  }

  /** Returns the width of the feed-forward, F. */
  public int hiddenSize() {
    return hidden.orElse((width * 8 / 3 + 31) / 32 * 32);
  }

  @Override
  public Transformer transformer() {
    Attention attention = new GroupedQueryAttention(
        heads, keyValueHeads(), headSize(), queryKeyValueBias, false, queryKeyNorm, slidingWindow);
    FeedForward dense = new SwiGlu(hiddenSize(), false);
    List<Transformer.Layer> list = new ArrayList<>();
    for (int l = 0; l < layers; l++) {
      FeedForward feedForward =
          l < denseLayers || mixture.isEmpty() ? dense : mixture.orElseThrow();
      list.add(new Transformer.Layer(attention, feedForward));
    }
    return new Transformer(
        width, list, new Rope(ropeTheta, headSize(), ropeScaling), normEpsilon, tiedHead, context);
  }
}
