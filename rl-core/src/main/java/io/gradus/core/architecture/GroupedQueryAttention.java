package io.gradus.core.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Grouped-query attention (arXiv:2305.13245): query heads share key-value heads. If there are as many key-value heads
 * as query heads, it is multi-head attention.
 *
 * @param heads H
 * @param kvHeads K, divides H
 * @param headWidth D, even
 * @param bias whether queries, keys and values have a bias (Qwen2)
 * @param outputBias whether the output has a bias
 * @param norm whether each query and key head is normalised before it is rotated (Qwen3; arXiv:2302.05442)
 * @param window number of tokens that a token sees, including itself (Mistral; arXiv:2310.06825); absent: all
 */
public record GroupedQueryAttention(
    int heads,
    int kvHeads,
    int headWidth,
    boolean bias,
    boolean outputBias,
    boolean norm,
    Optional<Integer> window)
    implements Attention {

  public GroupedQueryAttention {
    if (heads < 1 || kvHeads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "kv-heads: must divide heads (%d), but is %d".formatted(heads, kvHeads));
    }
    if (headWidth < 2 || headWidth % 2 != 0) {
      throw new IllegalArgumentException(
          "head-width: must be even for rotary positions, but is " + headWidth);
    }
    window.ifPresent(w -> {
      if (w < 1) {
        throw new IllegalArgumentException("window: must be positive, but is " + w);
      }
    });
  }

  @Override
  public String resource() {
    return "attention-grouped";
  }

  @Override
  public Cache cache() {
    return new Cache(2, kvHeads, headWidth);
  }

  @Override
  public int queriesPerKey() {
    return heads / kvHeads;
  }

  @Override
  public List<Parameter> parameters(String layer, int width) {
    long q = (long) heads * headWidth;
    long kv = (long) kvHeads * headWidth;
    String at = layer + "self_attn.";
    List<Parameter> list = new ArrayList<>();
    list.add(Parameter.norm(layer + "input_layernorm.weight", width));
    list.add(Parameter.fused(
        width,
        new Parameter.Part(at + "q_proj.weight", q),
        new Parameter.Part(at + "k_proj.weight", kv),
        new Parameter.Part(at + "v_proj.weight", kv)));
    if (bias) {
      list.add(Parameter.bias(
          new Parameter.Part(at + "q_proj.bias", q),
          new Parameter.Part(at + "k_proj.bias", kv),
          new Parameter.Part(at + "v_proj.bias", kv)));
    }
    if (norm) {
      list.add(Parameter.norm(at + "q_norm.weight", headWidth));
      list.add(Parameter.norm(at + "k_norm.weight", headWidth));
    }
    list.add(Parameter.matrix(at + "o_proj.weight", width, q));
    if (outputBias) {
      list.add(Parameter.bias(new Parameter.Part(at + "o_proj.bias", width)));
    }
    return list;
  }

  @Override
  public List<Integer> packable() {
    return List.of(1, output());
  }

  private int norms() {
    return bias ? 3 : 2;
  }

  private int output() {
    return norm ? norms() + 2 : norms();
  }

  @Override
  public Map<String, Object> constants(int width) {
    Map<String, Object> c = new LinkedHashMap<>();
    c.put("heads", heads);
    c.put("kv_heads", kvHeads);
    c.put("kv_heads_twice", 2 * kvHeads);
    c.put("rotated_heads", heads + kvHeads);
    c.put("all_heads", heads + 2 * kvHeads);
    c.put("queries_per_kv", queriesPerKey());
    c.put("grouped", Transformer.python(kvHeads < heads));
    c.put("head_width", headWidth);
    c.put("half", headWidth / 2);
    c.put("inverse_head", 1.0 / headWidth);
    c.put("all_width", (heads + 2 * kvHeads) * headWidth);
    c.put("attention_width", heads * headWidth);
    c.put("kv_width", cache().numbers());
    c.put("scale", 1 / Math.sqrt(headWidth));
    c.put("biased", Transformer.python(bias));
    c.put("normed", Transformer.python(norm));
    c.put("output_biased", Transformer.python(outputBias));
    c.put("query_norm", norms());
    c.put("key_norm", norms() + 1);
    c.put("output", output());
    return c;
  }

  @Override
  public double flops(int width) {
    return 2.0 * width * headWidth * (2 * heads + 2 * kvHeads);
  }

  @Override
  public double pairFlops() {
    return 4.0 * heads * headWidth;
  }

  @Override
  public KeptFloats kept(int width) {
    double q = (double) heads * headWidth;
    double kv = (double) kvHeads * headWidth;
    double fused = q + 2 * kv;
    // kept: the state, and the projection if it is normed; in the kernel's own graph queries,
    // result, keys and values.
    // Unfolded queries lie between keys, which are kept with them.
    return new KeptFloats(
        width + (norm ? fused : 0) + (kvHeads == heads ? kv : 0),
        2 * q + heads,
        2 * kv,
        4.0 * width + 4 * fused + 3 * q);
  }
}
