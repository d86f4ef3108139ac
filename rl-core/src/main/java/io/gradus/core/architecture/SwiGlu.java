package io.gradus.core.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A feed-forward with a gate (arXiv:2002.05202): {@code down(silu(gate(x)) * up(x))}.
 *
 * @param hidden F
 * @param bias whether its three matrices have a bias
 */
public record SwiGlu(int hidden, boolean bias) implements FeedForward {
  public SwiGlu {
    if (hidden < 1) {
      throw new IllegalArgumentException("hidden: must be positive, but is " + hidden);
    }
  }

  @Override
  public String resource() {
    return "feed-forward-dense";
  }

  @Override
  public List<Parameter> parameters(String layer, int width) {
    String at = layer + "mlp.";
    List<Parameter> list = new ArrayList<>();
    list.add(Parameter.norm(layer + "post_attention_layernorm.weight", width));
    list.add(Parameter.fused(
        width,
        new Parameter.Part(at + "gate_proj.weight", hidden),
        new Parameter.Part(at + "up_proj.weight", hidden)));
    if (bias) {
      list.add(Parameter.bias(
          new Parameter.Part(at + "gate_proj.bias", hidden),
          new Parameter.Part(at + "up_proj.bias", hidden)));
    }
    list.add(Parameter.matrix(at + "down_proj.weight", width, hidden));
    if (bias) {
      list.add(Parameter.bias(new Parameter.Part(at + "down_proj.bias", width)));
    }
    return list;
  }

  @Override
  public List<Integer> packable() {
    return List.of(1, down());
  }

  private int down() {
    return bias ? 3 : 2;
  }

  @Override
  public Map<String, Object> constants(int width) {
    Map<String, Object> c = new LinkedHashMap<>();
    c.put("hidden", hidden);
    c.put("biased", Transformer.python(bias));
    c.put("down", down());
    return c;
  }

  @Override
  public double flops(int width) {
    return 6.0 * width * hidden;
  }

  @Override
  public KeptFloats kept(int width) {
    return new KeptFloats(width + 2.0 * hidden, 0, 0, 3.0 * width + 6.0 * hidden);
  }
}
