package io.gradus.core.architecture;

import io.gradus.core.component.About;
import io.gradus.core.component.Default;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A sparse mixture of SwiGLU experts: a router sends each token to a few experts and adds their weighted outputs
 * (arXiv:2101.03961). Shared experts process all tokens (arXiv:2401.06066).
 *
 * @param experts n
 * @param active K, experts per token
 * @param hidden F of an expert
 *
 * @param shared S, hidden width of the shared experts together; absent: none
 * @param sharedGate whether the shared expert has its own gate (Qwen2-MoE)
 * @param losses losses of the router, added to the policy's
 * @param names naming convention of the tensors in files
 */
public record Mixture(
    @About("number of experts") int experts,
    @About("experts per token") int active,
    @About("hidden width of an expert") int hidden,

    @Default("{}") @About("choice and weighting of experts") Routing routing,

    @About("hidden width of the shared experts, which process all tokens; absent: none")
    Optional<Integer> shared,

    @Default("false") @About("whether the shared expert has its own gate (Qwen2-MoE)")
    boolean sharedGate,

    @Default("{}") @About("additional losses of the router") RouterLosses losses,

    @Default("qwen") @About("naming convention of the tensors in files")
    Names names)
    implements FeedForward {

  /** The names of Hugging Face tensors: two conventions. */
  public enum Names {
    /** {@code mlp.gate}, {@code mlp.experts.0.gate_proj}: Qwen, DeepSeek. */
    QWEN("mlp.", "gate_proj", "up_proj", "down_proj"),
    /** {@code block_sparse_moe.gate}, {@code block_sparse_moe.experts.0.w1}: Mixtral. */
    MIXTRAL("block_sparse_moe.", "w1", "w3", "w2");

    private final String block;
    private final String gate;
    private final String up;
    private final String down;

    Names(String block, String gate, String up, String down) {
      this.block = block;
      this.gate = gate;
      this.up = up;
      this.down = down;
    }
  }

  public Mixture {
    if (experts > 1 << 12 || hidden > 1 << 20) {
      throw new IllegalArgumentException(
          "experts, hidden: must be at most 4096 and 1048576, but are %d, %d"
              .formatted(experts, hidden));
    }
    if (experts < 1 || hidden < 1) {
      throw new IllegalArgumentException(
          "experts, hidden: must be positive, but are %d, %d".formatted(experts, hidden));
    }
    if (sharedGate && shared.isEmpty()) {
      throw new IllegalArgumentException(
          "shared-gate: is true, but there is no shared expert. Set shared, or remove shared-gate");
    }
    if (active < 1 || active > experts) {
      throw new IllegalArgumentException(
          "active: must be from 1 to experts (%d), but is %d".formatted(experts, active));
    }
    if (experts % routing.groups() != 0) {
      throw new IllegalArgumentException(
          "groups: must divide experts (%d), but is %d".formatted(experts, routing.groups()));
    }
    int candidates = experts / routing.groups() * routing.activeGroups();
    if (active > candidates) {
      throw new IllegalArgumentException(
          "active: must be at most %d, the experts of %d groups, but is %d"
              .formatted(candidates, routing.activeGroups(), active));
    }
    if (routing.groups() > 1 && routing.correction() && experts / routing.groups() < 2) {
      throw new IllegalArgumentException(
          "groups: a group is scored by its two best experts, but %d groups of %d experts have only one each"
              .formatted(routing.groups(), experts));
    }
  }

  @Override
  public String resource() {
    return "feed-forward-mixture";
  }

  /** Returns the index of the choice's correction among the parameters; empty without a correction. */
  public Optional<Integer> correctionOffset() {
    return routing.correction() ? Optional.of(2) : Optional.empty();
  }

  @Override
  public List<Parameter> parameters(String layer, int width) {
    String at = layer + names.block;
    List<Parameter> list = new ArrayList<>();
    list.add(Parameter.norm(layer + "post_attention_layernorm.weight", width));
    list.add(Parameter.matrix(at + "gate.weight", experts, width));
    if (routing.correction()) {
      list.add(Parameter.bias(new Parameter.Part(at + "gate.e_score_correction_bias", experts)));
    }
    shared.ifPresent(s -> {
      // Qwen2-MoE has one shared expert with a gate; DeepSeek has several, which are stored as one.
      String all = at + (sharedGate ? "shared_expert." : "shared_experts.");
      list.add(Parameter.fused(
          width,
          new Parameter.Part(all + "gate_proj.weight", s),
          new Parameter.Part(all + "up_proj.weight", s)));
      list.add(Parameter.matrix(all + "down_proj.weight", width, s));
      if (sharedGate) {
        list.add(Parameter.matrix(at + "shared_expert_gate.weight", 1, width));
      }
    });
    for (int e = 0; e < experts; e++) {
      String expert = at + "experts." + e + ".";
      list.add(Parameter.fused(
          width,
          new Parameter.Part(expert + names.gate + ".weight", hidden),
          new Parameter.Part(expert + names.up + ".weight", hidden)));
      list.add(Parameter.matrix(expert + names.down + ".weight", width, hidden));
    }
    return list;
  }

  @Override
  public Map<String, Object> constants(int width) {
    int firstShared = routing.correction() ? 3 : 2;
    int ofShared = shared.isEmpty() ? 0 : sharedGate ? 3 : 2;
    Map<String, Object> c = new LinkedHashMap<>();
    c.put("experts", experts);
    c.put("active", active);
    c.put("hidden", hidden);
    c.put("sigmoid", Transformer.python(routing.gate() == Routing.Gate.SIGMOID));
    c.put("corrected", Transformer.python(routing.correction()));
    c.put("renormalised", Transformer.python(routing.renormalise()));
    c.put("weight_scale", routing.scale());
    c.put("groups", routing.groups());
    c.put("group_size", experts / routing.groups());
    // DeepSeek-V2 scores a group by its best expert, V3 by its two best
    c.put("group_top", routing.correction() ? 2 : 1);
    c.put("active_groups", routing.activeGroups());
    c.put("shared", shared.orElse(0));
    c.put("shared_gated", Transformer.python(sharedGate));
    c.put("first_shared", firstShared);
    c.put("first_expert", firstShared + ofShared);
    return c;
  }

  @Override
  public double flops(int width) {
    return 2.0 * width * (experts + (sharedGate ? 1 : 0))
        + 6.0 * width * ((double) active * hidden + shared.orElse(0));
  }

  /** Returns an empty list, because the number of an expert's rows is not known in advance. */
  @Override
  public List<Integer> packable() {
    return List.of();
  }

  @Override
  public KeptFloats kept(int width) {
    double s = shared.orElse(0);
    return new KeptFloats(
        width + 2.0 * active * hidden + 2 * s + experts + 2 * active,
        0,
        0,
        (4.0 + 4 * active) * width + 6.0 * hidden + 6 * s + 3.0 * experts);
  }
}
