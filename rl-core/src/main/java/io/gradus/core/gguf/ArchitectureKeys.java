package io.gradus.core.gguf;

import io.gradus.core.files.Faults;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The metadata under the name of an architecture, such as {@code llama.block_count}. It remembers which keys were read.
 * Unread keys that llama.cpp computes with are refused by name; other unread keys are listed.
 */
final class ArchitectureKeys {
  /**
   * Keys that llama.cpp computes with if an architecture has them; the values 0, false, "" and an empty list switch
   * them off.
   */
  private static final Set<String> CHANGE_THE_RESULT = Set.of(
      "activation.situ_beta",
      "attention.clamp_kqv",
      "attention.group_norm_epsilon",
      "attention.group_norm_groups",
      "attention.indexer.head_count",
      "attention.indexer.key_length",
      "attention.indexer.top_k",
      "attention.key_length_mla",
      "attention.key_length_swa",
      "attention.kv_lora_rank",
      "attention.layer_norm_epsilon",
      "attention.max_alibi_bias",
      "attention.output_scale",
      "attention.q_lora_rank",
      "attention.recurrent_layers",
      "attention.relative_buckets_count",
      "attention.scale",
      "attention.shared_kv_layers",
      "attention.sliding_window",
      "attention.sliding_window_pattern",
      "attention.temperature_length",
      "attention.temperature_scale",
      "attention.value_length_mla",
      "attention.value_length_swa",
      "attention.value_scale",
      "attn_logit_softcapping",
      "embedding_length_out",
      "embedding_length_per_layer_input",
      "embedding_scale",
      "expert_chunk_feed_forward_length",
      "expert_feed_forward_length",
      "expert_gating_func",
      "expert_group_count",
      "expert_group_scale",
      "expert_group_used_count",
      "expert_shared_count",
      "expert_shared_feed_forward_length",
      "expert_weights_norm",
      "expert_weights_scale",
      "experts_per_group",
      "final_logit_softcapping",
      "full_attention_interval",
      "hidden_activation",
      "interleave_moe_layer_step",
      "leading_dense_block_count",
      "logit_scale",
      "moe_every_n_layers",
      "n_deepstack_layers",
      "nextn_predict_layers",
      "num_loops",
      "pooling_type",
      "residual_scale",
      "rope.dimension_count_swa",
      "rope.dimension_sections",
      "rope.freq_base_swa",
      "rope.scaling.alpha",
      "rope.scaling.yarn_ext_factor",
      "rope.scaling.yarn_log_multiplier",
      "router_logit_softcapping",
      "swiglu_clamp_exp",
      "swiglu_clamp_shexp",
      "swin_norm",
      "use_parallel_residual");

  /** Factors among these keys, which the value 1 switches off. */
  private static final Set<String> FACTORS = Set.of(
      "attention.output_scale",
      "attention.value_scale",
      "embedding_scale",
      "expert_weights_scale",
      "logit_scale",
      "num_loops",
      "residual_scale",
      "rope.scaling.yarn_ext_factor",
      "moe_every_n_layers",
      "interleave_moe_layer_step");

  private final GgufMetadata metadata;
  private final String prefix;
  private final Faults faults;
  private final Set<String> used = new TreeSet<>();

  ArchitectureKeys(GgufMetadata metadata, GgufArchitecture architecture, Faults faults) {
    this.metadata = metadata;
    this.prefix = architecture.key() + ".";
    this.faults = faults;
  }

  private String use(String key) {
    used.add(prefix + key);
    return prefix + key;
  }

  boolean has(String key) {
    return metadata.has(prefix + key);
  }

  Optional<String> text(String key) {
    return metadata.text(use(key));
  }

  boolean flag(String key, boolean otherwise) {
    return metadata.flag(use(key)).orElse(otherwise);
  }

  double number(String key, double otherwise) {
    return metadata.number(use(key)).orElse(otherwise);
  }

  /** Reads a size; a list with one size per layer is accepted if all are equal. */
  long integer(String key, long otherwise) {
    String full = use(key);
    Object raw = metadata.raw(full);
    if (raw instanceof NumberArray array && array.size() > 0) {
      List<Long> each = metadata.integers(full).orElseThrow();
      if (each.stream().distinct().count() > 1) {
        faults.add(
            "metadata key %s: differs between layers, which is not supported", Faults.quoted(full));
      }
      return each.get(0);
    }
    return metadata.integer(full).orElse(otherwise);
  }

  /** Reads a required size. */
  long required(String key) {
    if (!has(key)) {
      faults.add("metadata key %s: is missing", Faults.quoted(prefix + key));
    }
    return integer(key, 1);
  }

  /** Refuses a key that is present but must be absent or have another value. */
  void refuse(String key, String why) {
    faults.add("metadata key %s: %s", Faults.quoted(prefix + key), why);
  }

  /** Refuses by name each unread key that changes the result, and returns the other unread keys. */
  List<String> ignored() {
    List<String> ignored = metadata.keys().stream()
        .filter(key -> !used.contains(key))
        .filter(key -> !key.startsWith("general.") && !key.startsWith("tokenizer."))
        .toList();
    for (String key : ignored) {
      if (key.startsWith(prefix) && changesTheResult(key.substring(prefix.length()), key)) {
        faults.add(
            "metadata key %s: %s changes the result and is not supported for this architecture",
            Faults.quoted(key), Faults.quoted(String.valueOf(metadata.raw(key))));
      }
    }
    return ignored;
  }

  private boolean changesTheResult(String key, String full) {
    if (!CHANGE_THE_RESULT.contains(key)) {
      return false;
    }
    Object value = metadata.raw(full);
    if (value instanceof Number number) {
      double n = number.doubleValue();
      return n != 0 && !(n == 1 && FACTORS.contains(key));
    }
    return !(Boolean.FALSE.equals(value)
        || "".equals(value)
        || (value instanceof NumberArray array && array.size() == 0));
  }
}
