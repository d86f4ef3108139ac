package io.gradus.core.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import io.gradus.core.files.Faults;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a Hugging Face configuration that decide the tensors of a model and their shapes.
 *
 * @param projectionBias q, k, v and o have biases (Llama with {@code attention_bias})
 * @param queryKeyValueBias q, k and v have biases (Qwen2)
 * @param experts number of experts; 0 if every layer is dense
 * @param denseLayers number of dense layers at the beginning of a mixture
 * @param correctionBias the router has a bias that only affects selection (DeepSeek-V3)
 * @param latent sizes of latent attention; null for ordinary attention
 */
record ModelSizes(
    String modelType,
    int vocabulary,
    int hidden,
    int layers,
    int heads,
    int keyValueHeads,
    int headSize,
    int intermediate,
    boolean tied,
    boolean projectionBias,
    boolean queryKeyValueBias,
    boolean mlpBias,
    boolean queryKeyNorm,
    int experts,
    int expertIntermediate,
    int sharedExperts,
    int denseLayers,
    boolean correctionBias,
    @Nullable Latent latent) {

  static final int MAX_LAYERS = 1 << 10;
  static final int MAX_EXPERTS = 1 << 10;
  static final int MAX_HEADS = 1 << 14;
  static final int MAX_WIDTH = 1 << 20;
  static final int MAX_VOCABULARY = 1 << 26;
  private static final int MAX_RANK = 1 << 16;
  private static final int MAX_LATENT_HEAD = 1 << 12;

  /** Sizes of latent attention; {@code queryRank} is 0 if queries are projected directly. */
  record Latent(int queryRank, int rank, int nope, int rope, int value) {}

  /** Reads the sizes. A missing or invalid size becomes a fault, and 1 instead. */
  static ModelSizes of(JsonNode config, Faults faults) {
    String type = config.path("model_type").asText("");
    boolean mixtral = type.equals("mixtral");
    boolean deepseek = type.startsWith("deepseek_");
    int hidden = size(config, "hidden_size", 1, MAX_WIDTH, 0, faults);
    int heads = size(config, "num_attention_heads", 1, MAX_HEADS, 0, faults);
    Latent latent = deepseek ? latent(config, faults) : null;
    int headSize = latent != null
        ? latent.nope() + latent.rope()
        : size(config, "head_dim", 1, MAX_WIDTH, hidden / heads, faults);
    int keyValueHeads = size(config, "num_key_value_heads", 1, MAX_HEADS, heads, faults);
    if (heads % keyValueHeads != 0) {
      faults.add(
          "num_attention_heads %d is not a multiple of num_key_value_heads %d",
          heads, keyValueHeads);
    }
    if (headSize % 2 != 0) {
      faults.add("head_dim %d is odd: RoPE needs pairs", headSize);
    }
    int layers = size(config, "num_hidden_layers", 1, MAX_LAYERS, 0, faults);
    int intermediate = size(config, "intermediate_size", 1, MAX_WIDTH, 0, faults);
    int experts = 0;
    if (mixtral || deepseek || type.equals("qwen3_moe")) {
      String key = deepseek
          ? "n_routed_experts"
          : config.has("num_local_experts") ? "num_local_experts" : "num_experts";
      experts = size(config, key, 1, MAX_EXPERTS, 0, faults);
    }
    return new ModelSizes(
        type,
        size(config, "vocab_size", 1, MAX_VOCABULARY, 0, faults),
        hidden,
        layers,
        heads,
        keyValueHeads,
        headSize,
        intermediate,
        config.path("tie_word_embeddings").asBoolean(false),
        config.path("attention_bias").asBoolean(false),
        type.equals("qwen2"),
        config.path("mlp_bias").asBoolean(false),
        type.startsWith("qwen3"),
        experts,
        experts == 0 || mixtral
            ? intermediate
            : size(config, "moe_intermediate_size", 1, MAX_WIDTH, 0, faults),
        deepseek ? size(config, "n_shared_experts", 0, MAX_EXPERTS, 0, faults) : 0,
        deepseek ? size(config, "first_k_dense_replace", 0, layers, 0, faults) : 0,
        type.equals("deepseek_v3"),
        latent);
  }

  private static Latent latent(JsonNode config, Faults faults) {
    boolean direct =
        config.path("q_lora_rank").isNull() || config.path("q_lora_rank").asInt() == 0;
    return new Latent(
        direct ? 0 : size(config, "q_lora_rank", 1, MAX_RANK, 0, faults),
        size(config, "kv_lora_rank", 1, MAX_RANK, 0, faults),
        size(config, "qk_nope_head_dim", 1, MAX_LATENT_HEAD, 0, faults),
        size(config, "qk_rope_head_dim", 1, MAX_LATENT_HEAD, 0, faults),
        size(config, "v_head_dim", 1, MAX_LATENT_HEAD, 0, faults));
  }

  /** Reads a size. It may be missing if {@code otherwise} is positive or {@code least} is 0. */
  private static int size(
      JsonNode config, String key, int least, int most, int otherwise, Faults faults) {
    JsonNode value = config.path(key);
    if ((value.isMissingNode() || value.isNull()) && (otherwise >= 1 || least == 0)) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.asInt() < least
        || value.asInt() > most) {
      faults.add(
          "%s must be a whole number from %d to %d, but is %s",
          key, least, most, value.isMissingNode() ? "missing" : Faults.quoted(value.toString()));
      return 1;
    }
    return value.asInt();
  }
}
