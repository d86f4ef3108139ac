package io.gradus.core.gguf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.files.Faults;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Conversion of llama.cpp's metadata to a Hugging Face configuration as transformers writes it. */
final class ConfigFromMetadata {
  static final String ARCHITECTURE = "general.architecture";
  private static final int SOFTMAX = 1;
  private static final int SIGMOID = 2;

  private final Gguf file;
  private final GgufMetadata metadata;
  private final Faults faults;
  private final GgufArchitecture architecture;
  private final ArchitectureKeys keys;
  private final ObjectNode config = JsonNodeFactory.instance.objectNode();

  /**
   * A configuration.
   *
   * @param ignored metadata keys that the configuration does not use
   */
  record Converted(ObjectNode config, List<String> ignored) {}

  private ConfigFromMetadata(Gguf file) {
    this.file = file;
    this.metadata = file.metadata();
    this.faults = new Faults(file.file());
    this.architecture = architecture(metadata);
    this.keys = new ArchitectureKeys(metadata, architecture, faults);
  }

  /** Converts, or throws all faults at once. */
  static Converted of(Gguf file) {
    return new ConfigFromMetadata(file).convert();
  }

  private static GgufArchitecture architecture(GgufMetadata metadata) {
    String name = metadata.text(ARCHITECTURE).orElse("");
    return Arrays.stream(GgufArchitecture.values())
        .filter(a -> a.key().equals(name))
        .findFirst()
        .orElseThrow(() -> metadata.fault(
            ARCHITECTURE,
            "is %s, which is not supported; supported are %s"
                .formatted(
                    Faults.quoted(name),
                    Arrays.stream(GgufArchitecture.values())
                        .map(GgufArchitecture::key)
                        .collect(Collectors.joining(", ")))));
  }

  private Converted convert() {
    if (metadata.integer("split.count").orElse(1) > 1) {
      throw metadata.fault(
          "split.count", "is one of several files. Join them with 'llama-gguf-split --merge'");
    }
    long layers = keys.required("block_count");
    if (layers > file.tensors().size()) {
      keys.refuse(
          "block_count",
          "is %d, with only %d tensors".formatted(layers, file.tensors().size()));
      layers = 1;
    }
    long hidden = keys.required("embedding_length");
    long heads = keys.required("attention.head_count");
    config.put("num_hidden_layers", layers);
    config.put("hidden_size", hidden);
    config.put("num_attention_heads", heads);
    config.put("intermediate_size", keys.required("feed_forward_length"));
    config.put("max_position_embeddings", keys.required("context_length"));
    if (!keys.has("attention.layer_norm_rms_epsilon")) {
      keys.refuse("attention.layer_norm_rms_epsilon", "is missing");
    }
    config.put("rms_norm_eps", keys.number("attention.layer_norm_rms_epsilon", 1));
    config.put("hidden_act", "silu");
    config.put("tie_word_embeddings", !file.has("output.weight"));
    config.put("vocab_size", vocabulary());
    switch (architecture) {
      case LLAMA -> llama();
      case QWEN2 -> config.put("use_sliding_window", false);
      case QWEN3 -> config.put("attention_bias", false).put("use_sliding_window", false);
      case QWEN3MOE -> qwen3Moe();
      case DEEPSEEK2 -> deepseek(heads);
    }
    if (architecture != GgufArchitecture.DEEPSEEK2) {
      config.put("model_type", modelType());
      config.put("num_key_value_heads", keys.integer("attention.head_count_kv", heads));
      headSize(hidden / Math.max(1, heads)); // a size of 0 is reported with the other sizes
    }
    if (!keys.flag("attention.causal", true)) {
      keys.refuse("attention.causal", "is false: this is not a causal language model");
    }
    RopeKeys.toConfig(keys, file, config, faults);
    specialTokens();
    config.putArray("architectures").add(modelClass());
    config.put("torch_dtype", "float32");
    List<String> ignored = keys.ignored();
    faults.refuse();
    return new Converted(config, ignored);
  }

  private String modelType() {
    return switch (architecture) {
      case LLAMA -> keys.integer("expert_count", 0) > 0 ? "mixtral" : "llama";
      case QWEN2 -> "qwen2";
      case QWEN3 -> "qwen3";
      case QWEN3MOE -> "qwen3_moe";
      case DEEPSEEK2 ->
        config.path("scoring_func").asText().equals("sigmoid") ? "deepseek_v3" : "deepseek_v2";
    };
  }

  private String modelClass() {
    return switch (config.path("model_type").asText()) {
      case "llama" -> "LlamaForCausalLM";
      case "mixtral" -> "MixtralForCausalLM";
      case "qwen2" -> "Qwen2ForCausalLM";
      case "qwen3" -> "Qwen3ForCausalLM";
      case "qwen3_moe" -> "Qwen3MoeForCausalLM";
      case "deepseek_v2" -> "DeepseekV2ForCausalLM";
      default -> "DeepseekV3ForCausalLM";
    };
  }

  private long vocabulary() {
    keys.integer("vocab_size", 0); // the shape of the embeddings takes precedence over the metadata
    if (!file.has("token_embd.weight") || file.tensor("token_embd.weight").shape().length != 2) {
      faults.add("tensor 'token_embd.weight': is missing, or is no table of embeddings");
      return 1;
    }
    return file.tensor("token_embd.weight").shape()[0];
  }

  private void llama() {
    config.put("attention_bias", file.has("blk.0.attn_q.bias"));
    config.put("mlp_bias", file.has("blk.0.ffn_gate.bias"));
    if (keys.integer("expert_count", 0) > 0) {
      config.put("num_local_experts", keys.integer("expert_count", 0));
      config.put("num_experts_per_tok", keys.required("expert_used_count"));
      softmaxThatIsRenormalised();
    } else {
      keys.integer("expert_used_count", 0);
    }
  }

  private void qwen3Moe() {
    config.put("attention_bias", false).put("use_sliding_window", false);
    config.put("num_experts", keys.required("expert_count"));
    config.put("num_experts_per_tok", keys.required("expert_used_count"));
    config.put("moe_intermediate_size", keys.required("expert_feed_forward_length"));
    config.put("norm_topk_prob", true);
    config.put("decoder_sparse_step", 1);
    config.putArray("mlp_only_layers");
    softmaxThatIsRenormalised();
  }

  /** Requires a renormalised softmax, because llama.cpp uses it for these architectures whatever a file says. */
  private void softmaxThatIsRenormalised() {
    if (keys.integer("expert_gating_func", SOFTMAX) != SOFTMAX) {
      keys.refuse("expert_gating_func", "must be softmax (1) for this architecture");
    }
    if (!keys.flag("expert_weights_norm", true)) {
      keys.refuse("expert_weights_norm", "must be true for this architecture");
    }
  }

  private void deepseek(long heads) {
    long rotated = keys.required("rope.dimension_count");
    long keyLength = keys.integer("attention.key_length", 0);
    long valueLength = keys.integer("attention.value_length", 0);
    keys.integer(
        "attention.head_count_kv", 1); // 1 where the up-projection is split, else the heads
    config.put("num_key_value_heads", heads);
    config.put("kv_lora_rank", keys.required("attention.kv_lora_rank"));
    long queryRank = keys.integer("attention.q_lora_rank", 0);
    if (queryRank > 0) {
      config.put("q_lora_rank", queryRank);
    } else {
      config.putNull("q_lora_rank");
    }
    config.put("qk_rope_head_dim", rotated);
    config.put("qk_nope_head_dim", keys.integer("attention.key_length_mla", keyLength) - rotated);
    config.put("v_head_dim", keys.integer("attention.value_length_mla", valueLength));
    config.put("rope_interleave", true);
    config.put("attention_bias", false);
    config.put("first_k_dense_replace", keys.integer("leading_dense_block_count", 0));
    config.put("moe_layer_freq", 1);
    config.put("n_routed_experts", keys.required("expert_count"));
    config.put("num_experts_per_tok", keys.required("expert_used_count"));
    config.put("n_shared_experts", keys.integer("expert_shared_count", 0));
    config.put("moe_intermediate_size", keys.required("expert_feed_forward_length"));
    double scale = keys.number("expert_weights_scale", 1);
    config.put("routed_scaling_factor", scale == 0 ? 1 : scale);
    config.put("norm_topk_prob", keys.flag("expert_weights_norm", false));
    long gate = keys.integer("expert_gating_func", SOFTMAX);
    if (gate != SOFTMAX && gate != SIGMOID) {
      keys.refuse("expert_gating_func", "must be 1 (softmax) or 2 (sigmoid), but is " + gate);
    }
    long groups = Math.max(1, keys.integer("expert_group_count", 1));
    config.put("n_group", groups);
    config.put("topk_group", Math.max(1, keys.integer("expert_group_used_count", 1)));
    config.put("scoring_func", gate == SIGMOID ? "sigmoid" : "softmax");
    config.put(
        "topk_method",
        gate == SIGMOID ? "noaux_tc" : groups > 1 ? "group_limited_greedy" : "greedy");
    config.put("model_type", modelType());
  }

  private void headSize(long byDefault) {
    long size = keys.integer("attention.key_length", byDefault);
    config.put("head_dim", size);
    if (keys.integer("attention.value_length", size) != size) {
      keys.refuse("attention.value_length", "differs from the length of keys, %d".formatted(size));
    }
    if (keys.integer("rope.dimension_count", size) != size) {
      keys.refuse("rope.dimension_count", "differs from the length of keys, %d".formatted(size));
    }
  }

  private void specialTokens() {
    metadata.integer("tokenizer.ggml.bos_token_id").ifPresent(id -> config.put("bos_token_id", id));
    metadata
        .integer("tokenizer.ggml.padding_token_id")
        .ifPresent(id -> config.put("pad_token_id", id));
    Optional<Long> end = optional("tokenizer.ggml.eos_token_id");
    Optional<Long> endOfTurn =
        optional("tokenizer.ggml.eot_token_id").filter(id -> !id.equals(end.orElse(null)));
    if (end.isPresent() && endOfTurn.isPresent()) {
      config.putArray("eos_token_id").add(end.get()).add(endOfTurn.get());
    } else {
      end.or(() -> endOfTurn).ifPresent(id -> config.put("eos_token_id", id));
    }
  }

  private Optional<Long> optional(String key) {
    return metadata.integer(key).stream().boxed().findFirst();
  }
}
