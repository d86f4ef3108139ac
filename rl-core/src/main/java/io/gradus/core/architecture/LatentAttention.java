package io.gradus.core.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Multi-head latent attention (DeepSeek-V2, arXiv:2405.04434): keys and values of all heads come from one compressed
 * state. Sampling caches only this state and one rotated key, which all heads share.
 *
 * @param heads H
 * @param queryLatent width of compressed queries; absent: queries are not compressed
 * @param latent width of the compressed keys and values
 * @param nope features of a head's query and key without a position
 * @param rope features of a head's query and key with a position, even
 * @param valueWidth width of a head's value
 * @param scale factor of the scores, with YaRN's correction
 * @param interleaved whether neighbouring features are rotated together, instead of the two halves
 * @param bias whether the down-projections and the output have a bias
 */
public record LatentAttention(
    int heads,
    Optional<Integer> queryLatent,
    int latent,
    int nope,
    int rope,
    int valueWidth,
    double scale,
    boolean interleaved,
    boolean bias)
    implements Attention {
  /** Epsilon of the norms of both compressed states, independent of the layers' epsilon. */
  private static final double LATENT_EPSILON = 1e-6;

  public LatentAttention {
    if (rope < 2 || rope % 2 != 0) {
      throw new IllegalArgumentException("rope: must be even, but is " + rope);
    }
    if (Math.min(Math.min(heads, latent), Math.min(nope, valueWidth)) < 1) {
      throw new IllegalArgumentException(
          "heads, latent, nope, value-width: must be positive, but are %d, %d, %d, %d"
              .formatted(heads, latent, nope, valueWidth));
    }
  }

  @Override
  public String resource() {
    return "attention-latent";
  }

  @Override
  public Optional<Integer> window() {
    return Optional.empty();
  }

  @Override
  public Cache cache() {
    return new Cache(1, 1, latent + rope);
  }

  @Override
  public int queriesPerKey() {
    return 1;
  }

  private int queries() {
    return heads * (nope + rope);
  }

  @Override
  public List<Parameter> parameters(String layer, int width) {
    String at = layer + "self_attn.";
    String query = queryLatent.isPresent() ? "q_a_proj" : "q_proj";
    List<Parameter> list = new ArrayList<>();
    list.add(Parameter.norm(layer + "input_layernorm.weight", width));
    list.add(Parameter.fused(
        width,
        new Parameter.Part(at + query + ".weight", queryLatent.orElse(queries())),
        new Parameter.Part(at + "kv_a_proj_with_mqa.weight", latent + rope)));
    if (bias) {
      List<Parameter.Part> parts = new ArrayList<>();
      queryLatent.ifPresent(q -> parts.add(new Parameter.Part(at + "q_a_proj.bias", q)));
      parts.add(new Parameter.Part(at + "kv_a_proj_with_mqa.bias", latent + rope));
      list.add(Parameter.bias(parts.toArray(Parameter.Part[]::new)));
    }
    queryLatent.ifPresent(q -> {
      list.add(Parameter.norm(at + "q_a_layernorm.weight", q));
      list.add(Parameter.matrix(at + "q_b_proj.weight", queries(), q));
    });
    list.add(Parameter.norm(at + "kv_a_layernorm.weight", latent));
    list.add(Parameter.matrix(at + "kv_b_proj.weight", (long) heads * (nope + valueWidth), latent));
    list.add(Parameter.matrix(at + "o_proj.weight", width, (long) heads * valueWidth));
    if (bias) {
      list.add(Parameter.bias(new Parameter.Part(at + "o_proj.bias", width)));
    }
    return list;
  }

  @Override
  public List<Integer> packable() {
    return List.of(latentNorm() + 2);
  }

  private int latentNorm() {
    int next = bias ? 3 : 2;
    return queryLatent.isPresent() ? next + 2 : next;
  }

  @Override
  public Map<String, Object> constants(int width) {
    int queryDown = queryLatent.orElse(queries());
    int next = bias ? 3 : 2;
    Map<String, Object> c = new LinkedHashMap<>();
    c.put("heads", heads);
    c.put("nope", nope);
    c.put("rope", rope);
    c.put("latent", latent);
    c.put("cache_width", latent + rope);
    c.put("query_width", nope + rope);
    c.put("value_width", valueWidth);
    c.put("value_padding", Math.max(0, nope + rope - valueWidth));
    c.put("pair_width", nope + valueWidth);
    c.put("attention_width", heads * valueWidth);
    c.put("query_down", queryDown);
    c.put("down_width", queryDown + latent + rope);
    c.put("bias_width", queryLatent.orElse(0) + latent + rope);
    c.put("inverse_query_down", 1.0 / queryDown);
    c.put("inverse_latent", 1.0 / latent);
    c.put("latent_epsilon", LATENT_EPSILON);
    c.put("scale", scale);
    c.put("interleaved", Transformer.python(interleaved));
    c.put("query_compressed", Transformer.python(queryLatent.isPresent()));
    c.put("biased", Transformer.python(bias));
    c.put("output_biased", Transformer.python(bias));
    c.put("query_norm", next);
    c.put("query_up", next + 1);
    c.put("latent_norm", latentNorm());
    c.put("output", latentNorm() + 2);
    return c;
  }

  @Override
  public double flops(int width) {
    double queries =
        queryLatent.map(q -> (double) q * (width + queries())).orElse((double) width * queries());
    double keysAndValues =
        (double) width * (latent + rope) + (double) latent * heads * (nope + valueWidth);
    return 2 * (queries + keysAndValues + (double) heads * valueWidth * width);
  }

  @Override
  public double pairFlops() {
    return 2.0 * heads * (nope + rope + valueWidth);
  }

  /** Sampling uses the absorbed form: the compressed state itself is key and value of all heads. */
  @Override
  public double cachedPairFlops() {
    return 2.0 * heads * (2 * latent + rope);
  }

  @Override
  public KeptFloats kept(int width) {
    double q = queries();
    double kv = (double) heads * (nope + valueWidth);
    double down = queryLatent.orElse(queries()) + latent + rope;
    double o = (double) heads * valueWidth;
    return new KeptFloats(
        width + down + q + kv + rope + o,
        2 * q + heads,
        2 * q,
        4.0 * width + 3 * (down + q + kv) + 3 * o);
  }
}
