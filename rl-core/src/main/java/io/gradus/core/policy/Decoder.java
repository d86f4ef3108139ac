package io.gradus.core.policy;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Llama-family decoder (arXiv:2302.13971): RMSNorm, rotary positions, grouped-query attention, SwiGLU.
 *
 * @param layers number of layers
 * @param width E, of the hidden states
 * @param heads H, query heads
 * @param kvHeads K, key-value heads; divides {@code heads}; absent: as many
 * @param headWidth D, of one head; absent: width / heads
 * @param hidden F, of the feed-forward; absent: 8/3 of the width, rounded up to a multiple of 32
 * @param ropeTheta base of the rotary frequencies
 * @param normEpsilon added to the mean square
 * @param tiedHead whether the head is the embedding
 * @param context longest sequence, prompt and completion together
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

    @Default("1.0e-5") @About("added to the mean square in a norm")
    double normEpsilon,

    @Default("true") @About("whether the head is the embedding")
    boolean tiedHead,

    @Default("1024") @About("longest sequence in tokens, prompt and completion together")
    int context)
    implements Architecture {

  public Decoder {
    positive("layers", layers);
    positive("width", width);
    positive("heads", heads);
    positive("context", context);
    kvHeads.ifPresent(k -> positive("kv-heads", k));
    headWidth.ifPresent(d -> positive("head-width", d));
    hidden.ifPresent(f -> positive("hidden", f));
    if (heads % kvHeads.orElse(heads) != 0) {
      throw new IllegalArgumentException(
          "kv-heads: must divide heads (%d), but is %d".formatted(heads, kvHeads.orElse(heads)));
    }
    if (headWidth.isEmpty() && width % heads != 0) {
      throw new IllegalArgumentException(
          "heads: must divide width (%d), but is %d; or give head-width".formatted(width, heads));
    }
    if (headWidth.orElse(width / heads) % 2 != 0) {
      throw new IllegalArgumentException("head-width: must be even for rotary positions, but is "
          + headWidth.orElse(width / heads));
    }
    if (!(normEpsilon > 0)) {
      throw new IllegalArgumentException("norm-epsilon: must be positive, but is " + normEpsilon);
    }
    if (!(ropeTheta > 0)) {
      throw new IllegalArgumentException("rope-theta: must be positive, but is " + ropeTheta);
    }
  }

  private static void positive(String key, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException("%s: must be positive, but is %d".formatted(key, value));
    }
  }

  /** K. */
  public int keyValueHeads() {
    return kvHeads.orElse(heads);
  }

  /** D. */
  public int headSize() {
    return headWidth.orElse(width / heads);
  }

  /** F. */
  public int hiddenSize() {
    return hidden.orElse((width * 8 / 3 + 31) / 32 * 32);
  }

  @Override
  public List<Parameter> parameters(int vocabulary) {
    long d = headSize();
    List<Parameter> list = new ArrayList<>();
    list.add(Parameter.matrix("model.embed_tokens.weight", vocabulary, width));
    for (int l = 0; l < layers; l++) {
      String at = "model.layers." + l + ".";
      list.add(Parameter.norm(at + "input_layernorm.weight", width));
      list.add(Parameter.fused(
          width,
          new Parameter.Part(at + "self_attn.q_proj.weight", heads * d),
          new Parameter.Part(at + "self_attn.k_proj.weight", keyValueHeads() * d),
          new Parameter.Part(at + "self_attn.v_proj.weight", keyValueHeads() * d)));
      list.add(Parameter.matrix(at + "self_attn.o_proj.weight", width, heads * d));
      list.add(Parameter.norm(at + "post_attention_layernorm.weight", width));
      list.add(Parameter.fused(
          width,
          new Parameter.Part(at + "mlp.gate_proj.weight", hiddenSize()),
          new Parameter.Part(at + "mlp.up_proj.weight", hiddenSize())));
      list.add(Parameter.matrix(at + "mlp.down_proj.weight", width, hiddenSize()));
    }
    list.add(Parameter.norm("model.norm.weight", width));
    if (!tiedHead) {
      list.add(Parameter.matrix("lm_head.weight", vocabulary, width));
    }
    return list;
  }

  @Override
  public Map<String, Object> constants(int vocabulary) {
    int d = headSize();
    int k = keyValueHeads();
    int last = 6 * layers + 1;
    Map<String, Object> c = new LinkedHashMap<>();
    c.put("layers", layers);
    c.put("vocabulary", vocabulary);
    c.put("heads", heads);
    c.put("kv_heads", k);
    c.put("kv_heads_twice", 2 * k);
    c.put("rotated_heads", heads + k);
    c.put("all_heads", heads + 2 * k);
    c.put("queries_per_kv", heads / k);
    c.put("grouped", k < heads ? "True" : "False");
    c.put("head_width", d);
    c.put("half", d / 2);
    c.put("attention_width", heads * d);
    c.put("kv_width", 2 * k * d);
    c.put("hidden", hiddenSize());
    c.put("scale", 1 / Math.sqrt(d));
    c.put("epsilon", normEpsilon);
    c.put("inverse_width", 1.0 / width);
    c.put("minus_inverse_width", -1.0 / width);
    c.put("final_norm", last);
    c.put("head", tiedHead ? 0 : last + 1);
    return c;
  }

  /** Frequencies {@code theta^(-2i/D)} of RoPE (arXiv:2104.09864), {@code (D / 2)}. */
  @Override
  public double[] frequencies() {
    int d = headSize();
    double[] f = new double[d / 2];
    for (int i = 0; i < f.length; i++) {
      f[i] = Math.pow(ropeTheta, -2.0 * i / d);
    }
    return f;
  }

  /** Floating point operations of one token's forward pass through the body: 2 for each weight (attention scores apart). */
  @Override
  public double bodyFlops() {
    int d = headSize();
    double attention = (double) width * d * (2 * heads + 2 * keyValueHeads());
    return 2.0 * layers * (attention + 3.0 * width * hiddenSize());
  }
}
