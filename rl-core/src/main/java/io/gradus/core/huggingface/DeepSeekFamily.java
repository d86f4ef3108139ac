package io.gradus.core.huggingface;

import io.gradus.core.architecture.FeedForward;
import io.gradus.core.architecture.LatentAttention;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Routing;
import io.gradus.core.architecture.SwiGlu;
import io.gradus.core.architecture.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** DeepSeek-V2 (arXiv:2405.04434) and V3 (arXiv:2412.19437): latent attention, and a mixture with shared experts. */
public record DeepSeekFamily(boolean third) implements ModelFamily {
  private static final String PLAIN = "is not what this model_type computes";

  @Override
  public Transformer read(ConfigFields f) {
    int width = f.required("hidden_size");
    int count = f.required("num_hidden_layers");
    int heads = f.required("num_attention_heads");
    int hidden = f.required("intermediate_size");
    if (f.integer("num_key_value_heads", heads) != heads) {
      f.refuse("num_key_value_heads", "must be num_attention_heads (%d)".formatted(heads));
    }
    int context = f.integer("max_position_embeddings", third ? 4096 : 2048);
    int nope = f.integer("qk_nope_head_dim", 128);
    int ropeWidth = f.integer("qk_rope_head_dim", 64);
    if (ropeWidth % 2 != 0) {
      f.refuse("qk_rope_head_dim", "must be even");
      ropeWidth = 2;
    }
    RopeFields rope = RopeFields.read(f, ropeWidth, context, 10_000);
    // an explicit null means that queries are not compressed
    Optional<Integer> queryLatent =
        f.given("q_lora_rank") ? f.integer("q_lora_rank") : Optional.of(1536);
    LatentAttention attention = new LatentAttention(
        heads,
        queryLatent,
        f.integer("kv_lora_rank", 512),
        nope,
        ropeWidth,
        f.integer("v_head_dim", 128),
        rope.scoreScale() / Math.sqrt(nope + ropeWidth),
        !third || f.flag("rope_interleave", true),
        f.flag("attention_bias", false));
    // both follow from the other widths, as in transformers
    f.ignore(List.of("head_dim", "qk_head_dim"));
    FeedForward dense = new SwiGlu(hidden, !third && f.flag("mlp_bias", false));
    int denseLayers = f.count("first_k_dense_replace", third ? 3 : 0);
    f.only("moe_layer_freq", List.of(1), "every layer after the dense ones has experts: must be 1");
    Optional<Mixture> mixture = mixture(f);
    double epsilon = f.positive("rms_norm_eps", 1e-6);
    boolean tied = f.flag("tie_word_embeddings", false);
    if (!f.faults().isEmpty()) {
      return GroupedQueryFamily.ANY;
    }
    List<Transformer.Layer> layers = new ArrayList<>();
    for (int l = 0; l < count; l++) {
      layers.add(new Transformer.Layer(attention, l < denseLayers ? dense : mixture.orElseThrow()));
    }
    return new Transformer(width, layers, rope.rope(), epsilon, tied, context);
  }

  private Optional<Mixture> mixture(ConfigFields f) {
    int local = f.integer("num_local_experts", third ? 256 : 64);
    int experts = f.integer("n_routed_experts", local);
    int active = third ? f.integer("num_experts_per_tok", 8) : f.required("num_experts_per_tok");
    int expertHidden = f.integer("moe_intermediate_size", third ? 2048 : 1407);
    int shared = f.count("n_shared_experts", third ? 1 : 2);
    double scale = f.number("routed_scaling_factor", third ? 2.5 : 1);
    boolean grouped = third;
    if (third) {
      f.only("scoring_func", List.of("sigmoid"), PLAIN + ": must be sigmoid");
      f.only("topk_method", List.of("noaux_tc"), PLAIN + ": must be noaux_tc");
    } else {
      f.only("scoring_func", List.of("softmax"), PLAIN + ": must be softmax");
      // here the authors' code drops routed_scaling_factor, and transformers does not renormalise
      f.only(
          "norm_topk_prob",
          List.of(false),
          "implementations of deepseek_v2 disagree: must be false");
      String method = f.text("topk_method", "greedy");
      grouped = method.equals("group_limited_greedy");
      if (!grouped && !method.equals("greedy")) {
        f.refuse("topk_method", "must be greedy or group_limited_greedy");
      }
    }
    boolean renormalise = third && f.flag("norm_topk_prob", true);
    int groups = f.integer("n_group", third ? 8 : 1);
    int activeGroups = f.integer("topk_group", third ? 4 : 1);
    try {
      return Optional.of(new Mixture(
          experts,
          active,
          expertHidden,
          new Routing(
              third ? Routing.Gate.SIGMOID : Routing.Gate.SOFTMAX,
              renormalise,
              scale,
              grouped ? groups : 1,
              grouped ? activeGroups : 1,
              third,
              0),
          shared == 0 ? Optional.empty() : Optional.of(shared * expertHidden),
          false,
          RouterLosses.NONE,
          Mixture.Names.QWEN));
    } catch (IllegalArgumentException e) {
      f.refuse("n_routed_experts", "the experts do not fit together: " + e.getMessage());
      return Optional.empty();
    }
  }
}
