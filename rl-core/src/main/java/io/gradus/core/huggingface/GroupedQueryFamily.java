package io.gradus.core.huggingface;

import io.gradus.core.architecture.FeedForward;
import io.gradus.core.architecture.GroupedQueryAttention;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.Rope;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Routing;
import io.gradus.core.architecture.SwiGlu;
import io.gradus.core.architecture.Transformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Llama and related models. They differ in additions to Llama, and in transformers' defaults for absent fields.
 *
 * @param defaults values of absent fields
 * @param bias which projections have a bias
 * @param mlpBias whether the configuration has the field {@code mlp_bias}
 * @param windows rule for the layers with a sliding window
 * @param experts the kind of mixture
 */
public record GroupedQueryFamily(
    Defaults defaults,
    Bias bias,
    boolean queryKeyNorm,
    boolean mlpBias,
    Windows windows,
    Experts experts)
    implements ModelFamily {

  /**
   * Transformers' defaults for absent fields.
   *
   * @param kvHeads absent: the number of heads
   * @param headWidth absent: hidden size / heads
   */
  record Defaults(
      Optional<Integer> kvHeads,
      Optional<Integer> headWidth,
      int context,
      double normEpsilon,
      double theta) {}

  /** Projections of attention that have a bias. */
  enum Bias {
    NONE,
    /** Queries, keys and values always have a bias (Qwen2). */
    QUERY_KEY_VALUE,
    /** Queries, keys and values have a bias if {@code qkv_bias} says so, which is the default (Qwen2-MoE). */
    QKV_FIELD,
    /** All four projections have a bias if {@code attention_bias} says so (Llama, Qwen3). */
    ATTENTION_FIELD
  }

  /** Layers with a sliding window. */
  enum Windows {
    NONE,
    /** All layers; the window has 4096 tokens if the field is absent (Mistral). */
    ALL_4096,
    /** All layers, if there is a window (Mixtral). */
    ALL,
    /** All layers, if {@code use_sliding_window} is true (Qwen3-MoE). */
    ALL_IF_USED,
    /**
     * If {@code use_sliding_window} is true: the layers of {@code layer_types}, or by default those from {@code
     * max_window_layers} on (Qwen2, Qwen3).
     */
    BY_LAYER
  }

  /** The kind of mixture. */
  enum Experts {
    NONE,
    /** Experts in every layer; the weights of the chosen experts are always renormalised. */
    MIXTRAL,
    /** Experts in the layers that a step and a list select, with a gated shared expert. */
    QWEN2,
    /** Experts in the layers that a step and a list select. */
    QWEN3
  }

  @Override
  public Transformer read(ConfigFields f) {
    int width = f.required("hidden_size");
    int count = f.required("num_hidden_layers");
    int heads = f.required("num_attention_heads");
    int hidden = f.required("intermediate_size");
    int kvHeads = f.integer("num_key_value_heads", defaults.kvHeads().orElse(heads));
    int headWidth = f.integer("head_dim").or(defaults::headWidth).orElseGet(() -> {
      if (width % heads != 0) {
        f.refuse(
            "num_attention_heads",
            "must divide hidden_size (%d), or head_dim must be given".formatted(width));
      }
      return Math.max(2, width / heads / 2 * 2);
    });
    if (headWidth % 2 != 0) {
      f.refuse("head_dim", "must be even for rotary positions");
    }
    if (heads % kvHeads != 0) {
      f.refuse("num_key_value_heads", "must divide num_attention_heads (%d)".formatted(heads));
    }
    int context = f.integer("max_position_embeddings", defaults.context());
    RopeFields rope = RopeFields.read(f, headWidth, context, defaults.theta());
    boolean field = bias == Bias.ATTENTION_FIELD && f.flag("attention_bias", false);
    boolean qkvBias = field
        || bias == Bias.QUERY_KEY_VALUE
        || (bias == Bias.QKV_FIELD && f.flag("qkv_bias", true));
    FeedForward dense = new SwiGlu(hidden, mlpBias && f.flag("mlp_bias", false));
    Optional<Mixture> mixture = mixture(f, hidden);
    List<Boolean> sparse = sparse(f, count, mixture.isPresent());
    List<Optional<Integer>> window = windows(f, count);
    double epsilon = f.positive("rms_norm_eps", defaults.normEpsilon());
    boolean tied = f.flag("tie_word_embeddings", false);
    if (!f.faults().isEmpty()) {
      return ANY;
    }
    List<Transformer.Layer> layers = new ArrayList<>();
    for (int l = 0; l < count; l++) {
      layers.add(new Transformer.Layer(
          new GroupedQueryAttention(
              heads, kvHeads, headWidth, qkvBias, field, queryKeyNorm, window.get(l)),
          sparse.get(l) ? mixture.orElseThrow() : dense));
    }
    return new Transformer(width, layers, rope.rope(), epsilon, tied, context);
  }

  /** Placeholder for a configuration with faults. */
  static final Transformer ANY = new Transformer(
      2,
      List.of(new Transformer.Layer(
          new GroupedQueryAttention(1, 1, 2, false, false, false, Optional.empty()),
          new SwiGlu(1, false))),
      new Rope(1, 2, new NoScaling()),
      1,
      true,
      1);

  private Optional<Mixture> mixture(ConfigFields f, int hidden) {
    if (experts == Experts.NONE) {
      return Optional.empty();
    }
    boolean mixtral = experts == Experts.MIXTRAL;
    boolean shared = experts == Experts.QWEN2;
    f.only("router_jitter_noise", List.of(0), "noise in the router is not supported: must be 0");
    int local = f.count("num_local_experts", mixtral ? 8 : shared ? 60 : 128);
    int number = f.count("num_experts", local);
    int active = f.integer("num_experts_per_tok", mixtral ? 2 : shared ? 4 : 8);
    int expertHidden = mixtral ? hidden : f.integer("moe_intermediate_size", shared ? 1408 : 768);
    boolean renormalise = mixtral || f.flag("norm_topk_prob", false);
    Optional<Integer> sharedHidden =
        shared ? Optional.of(f.integer("shared_expert_intermediate_size", 5632)) : Optional.empty();
    double auxiliary = f.number("router_aux_loss_coef", 0.001);
    boolean training = f.flag("output_router_logits", false);
    if (number == 0 && !mixtral) {
      return Optional.empty();
    }
    if (active > number) {
      f.refuse("num_experts_per_tok", "must be at most the number of experts, " + number);
      return Optional.empty();
    }
    return Optional.of(new Mixture(
        number,
        active,
        expertHidden,
        Routing.softmax(renormalise),
        sharedHidden,
        shared,
        training ? new RouterLosses(auxiliary, 0) : RouterLosses.NONE,
        mixtral ? Mixture.Names.MIXTRAL : Mixture.Names.QWEN));
  }

  private List<Boolean> sparse(ConfigFields f, int count, boolean mixture) {
    boolean byField = experts == Experts.QWEN2 || experts == Experts.QWEN3;
    int step = byField ? f.integer("decoder_sparse_step", 1) : 1;
    Set<Integer> dense = byField ? Set.copyOf(f.integers("mlp_only_layers")) : Set.of();
    List<Boolean> list = new ArrayList<>();
    for (int l = 0; l < count; l++) {
      list.add(mixture && !dense.contains(l) && (l + 1) % step == 0);
    }
    return list;
  }

  private List<Optional<Integer>> windows(ConfigFields f, int count) {
    List<Optional<Integer>> none = new ArrayList<>();
    List<Optional<Integer>> list = new ArrayList<>();
    Optional<Integer> window =
        windows == Windows.NONE ? Optional.empty() : f.integer("sliding_window");
    if (windows == Windows.ALL_4096 && !f.given("sliding_window")) {
      window = Optional.of(4096);
    }
    boolean flagged = windows == Windows.BY_LAYER || windows == Windows.ALL_IF_USED;
    boolean used = flagged ? f.flag("use_sliding_window", false) : windows != Windows.NONE;
    if (flagged && used && !f.given("sliding_window")) {
      window = Optional.of(4096);
    }
    int from = 0;
    Optional<List<String>> types = Optional.empty();
    if (windows == Windows.BY_LAYER) {
      from = f.count("max_window_layers", 28);
      types = f.texts("layer_types");
    } else if (flagged) {
      f.ignore(List.of("max_window_layers"));
    }
    types.ifPresent(t -> {
      if (t.size() != count) {
        f.refuse("layer_types", "must name all %d layers, but has %d".formatted(count, t.size()));
      }
      if (!List.of("full_attention", "sliding_attention").containsAll(t)) {
        f.refuse("layer_types", "may hold full_attention and sliding_attention");
      }
    });
    for (int l = 0; l < count; l++) {
      int layer = l;
      boolean slides = types
          .map(t -> layer < t.size() && t.get(layer).equals("sliding_attention"))
          .orElse(l >= from);
      list.add(used && slides ? window : Optional.empty());
      none.add(Optional.empty());
    }
    if (types.isPresent()
        && types.orElseThrow().contains("sliding_attention")
        && (!used || window.isEmpty())) {
      f.refuse(
          "layer_types",
          "has sliding_attention, but use_sliding_window or sliding_window is not set");
      return none;
    }
    return list;
  }
}
