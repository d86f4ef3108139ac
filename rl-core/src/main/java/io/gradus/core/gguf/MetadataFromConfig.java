package io.gradus.core.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.files.Faults;
import io.gradus.core.gguf.ModelSizes.Latent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Conversion of a Hugging Face configuration to llama.cpp's metadata, like llama.cpp's converter. An integer becomes a
 * UINT32, another number a FLOAT32. A setting that the format cannot represent is a fault, by name.
 */
final class MetadataFromConfig {
  private static final int QUANTIZATION_VERSION = 2;

  private final JsonNode config;
  private final ModelSizes sizes;
  private final GgufArchitecture architecture;
  private final String prefix;
  private final Faults faults;
  private final Map<String, Object> out = new LinkedHashMap<>();

  private MetadataFromConfig(JsonNode config, ModelSizes sizes, Faults faults) {
    this.config = config;
    this.sizes = sizes;
    this.architecture = GgufArchitecture.of(sizes.modelType());
    this.prefix = architecture.key() + ".";
    this.faults = faults;
  }

  /** Converts a configuration; reading the result back gives the same settings. */
  static Map<String, Object> of(JsonNode config, ModelSizes sizes, GgmlType type, Faults faults) {
    return new MetadataFromConfig(config, sizes, faults).convert(type);
  }

  private Map<String, Object> convert(GgmlType type) {
    out.put(ConfigFromMetadata.ARCHITECTURE, architecture.key());
    out.put("general.type", "model");
    out.put(
        "general.file_type",
        switch (type) {
          case F16 -> 1;
          case Q8_0 -> 7;
          default -> 0;
        });
    out.put("general.quantization_version", QUANTIZATION_VERSION);
    put("block_count", sizes.layers());
    put("context_length", whole("max_position_embeddings"));
    put("embedding_length", sizes.hidden());
    put("feed_forward_length", sizes.intermediate());
    put("attention.head_count", sizes.heads());
    put("attention.layer_norm_rms_epsilon", number("rms_norm_eps"));
    put("vocab_size", sizes.vocabulary());
    RopeKeys.toMetadata(config, prefix, out, faults);
    if (sizes.latent() == null) {
      put("attention.head_count_kv", sizes.keyValueHeads());
      put("attention.key_length", sizes.headSize());
      put("attention.value_length", sizes.headSize());
      put("rope.dimension_count", sizes.headSize());
    } else {
      latent(sizes.latent());
    }
    if (sizes.experts() > 0) {
      put("expert_count", sizes.experts());
      put("expert_used_count", whole("num_experts_per_tok"));
    }
    if (architecture == GgufArchitecture.QWEN3MOE) {
      put("expert_feed_forward_length", sizes.expertIntermediate());
    }
    if (architecture == GgufArchitecture.DEEPSEEK2) {
      deepseek();
    }
    refuseWhatHasNoPlace();
    return out;
  }

  private void latent(Latent latent) {
    put("attention.head_count_kv", 1); // the absorbed form has one key-value head, the latent
    if (latent.queryRank() > 0) {
      put("attention.q_lora_rank", latent.queryRank());
    }
    put("attention.kv_lora_rank", latent.rank());
    put("attention.key_length", latent.rank() + latent.rope());
    put("attention.value_length", latent.rank());
    put("attention.key_length_mla", latent.nope() + latent.rope());
    put("attention.value_length_mla", latent.value());
    put("rope.dimension_count", latent.rope());
  }

  private void deepseek() {
    boolean sigmoid = sizes.modelType().equals("deepseek_v3");
    put("leading_dense_block_count", sizes.denseLayers());
    put("expert_feed_forward_length", sizes.expertIntermediate());
    put("expert_shared_count", sizes.sharedExperts());
    put("expert_weights_scale", (float) config.path("routed_scaling_factor").asDouble(1));
    put("expert_weights_norm", config.path("norm_topk_prob").asBoolean(sigmoid));
    put("expert_gating_func", sigmoid ? 2 : 1);
    int groups = config.path("n_group").asInt(1);
    int kept = config.path("topk_group").asInt(1);
    boolean greedy = config.path("topk_method").asText("").equals("greedy");
    if (groups > 1 && kept < groups && !greedy) {
      put("expert_group_count", groups);
      put("expert_group_used_count", kept);
    }
  }

  private void refuseWhatHasNoPlace() {
    must("hidden_act", "silu");
    must("partial_rotary_factor", "1.0");
    must("rope_interleave", "true");
    must("moe_layer_freq", "1");
    must("decoder_sparse_step", "1");
    if (architecture == GgufArchitecture.QWEN3MOE) {
      must("norm_topk_prob", "true");
    }
    if (architecture != GgufArchitecture.LLAMA) {
      must("attention_bias", "false");
      must("mlp_bias", "false");
    }
    if (sizes.modelType().equals("deepseek_v3")) {
      must("scoring_func", "sigmoid");
      must("topk_method", "noaux_tc");
    } else if (architecture == GgufArchitecture.DEEPSEEK2) {
      must("scoring_func", "softmax");
    }
    if (config.path("mlp_only_layers").size() > 0) {
      faults.add("mlp_only_layers: has no place in a GGUF file");
    }
    if (architecture == GgufArchitecture.QWEN2
        && sizes.headSize() * sizes.heads() != sizes.hidden()) {
      faults.add(
          "head_dim %d: llama.cpp wants hidden_size / num_attention_heads for qwen2",
          sizes.headSize());
    }
    boolean windowed = architecture == GgufArchitecture.LLAMA
        ? config.path("sliding_window").asInt(0) > 0
        : config.path("use_sliding_window").asBoolean(false);
    if (windowed) {
      faults.add("sliding_window: llama.cpp has none for this architecture");
    }
    if (config.hasNonNull("quantization_config")) {
      faults.add("quantization_config: export needs weights that are not quantised");
    }
  }

  /** Requires a setting's only value that llama.cpp supports; the setting may be missing. */
  private void must(String key, String only) {
    JsonNode value = config.path(key);
    boolean same = value.isNumber()
        ? value.asDouble() == Double.parseDouble(only)
        : value.asText(only).equals(only);
    if (!value.isMissingNode() && !value.isNull() && !same) {
      faults.add(
          "%s: is %s, which a GGUF file cannot represent: it must be %s",
          key, Faults.quoted(value.toString()), only);
    }
  }

  private int whole(String key) {
    JsonNode value = config.path(key);
    if (!value.canConvertToInt() || !value.isIntegralNumber() || value.asInt() < 1) {
      faults.add("%s must be a whole number from 1 on", key);
      return 1;
    }
    return value.asInt();
  }

  private float number(String key) {
    if (!config.path(key).isNumber()) {
      faults.add("%s must be a number", key);
    }
    return (float) config.path(key).asDouble();
  }

  private void put(String key, Object value) {
    out.put(prefix + key, value);
  }
}
