package io.gradus.core.gguf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.files.Faults;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/** Random models of every architecture, small enough to be written in a moment. */
final class TinyModels {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Common to all: 48 wide, 2 layers, 4 heads of 12, 2 of them for keys. */
  private static final String COMMON = """
      "vocab_size": 40, "hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
      "num_key_value_heads": 2, "intermediate_size": 64, "max_position_embeddings": 256, "rms_norm_eps": 1e-5,
      "hidden_act": "silu", "rope_theta": 10000.0, "tie_word_embeddings": %s,
      """;

  static final Map<String, String> CONFIGS = Map.of(
      "llama", common(true) + "\"model_type\": \"llama\", \"head_dim\": 12",
      "llama with biases",
          common(false)
              + "\"model_type\": \"llama\", \"attention_bias\": true, \"mlp_bias\": true, \"rope_scaling\": "
              + "{\"rope_type\": \"llama3\", \"factor\": 32.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 64}",
      "mixtral",
          common(false)
              + "\"model_type\": \"mixtral\", \"num_local_experts\": 3, \"num_experts_per_tok\": 2",
      "qwen2",
          common(true)
              + "\"model_type\": \"qwen2\", \"rope_scaling\": {\"rope_type\": \"yarn\", \"factor\": 4.0, \"original_max_position_embeddings\": 64}",
      "qwen3",
          common(false)
              + "\"model_type\": \"qwen3\", \"head_dim\": 16, \"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 2.0}",
      "qwen3_moe",
          common(false)
              + "\"model_type\": \"qwen3_moe\", \"head_dim\": 16, \"num_experts\": 4, \"num_experts_per_tok\": 2, \"moe_intermediate_size\": 32, \"norm_topk_prob\": true",
      "deepseek_v2",
          common(false)
              + "\"model_type\": \"deepseek_v2\", \"num_key_value_heads\": 4, \"q_lora_rank\": null, \"kv_lora_rank\": 32, \"qk_nope_head_dim\": 8, \"qk_rope_head_dim\": 4, \"v_head_dim\": 10, \"n_routed_experts\": 4, \"num_experts_per_tok\": 2, \"n_shared_experts\": 2, \"moe_intermediate_size\": 32, \"first_k_dense_replace\": 0, \"routed_scaling_factor\": 16.0",
      "deepseek_v3",
          common(false)
              + "\"model_type\": \"deepseek_v3\", \"num_key_value_heads\": 4, \"q_lora_rank\": 24, \"kv_lora_rank\": 32, \"qk_nope_head_dim\": 8, \"qk_rope_head_dim\": 4, \"v_head_dim\": 10, \"n_routed_experts\": 4, \"num_experts_per_tok\": 2, \"n_shared_experts\": 1, \"moe_intermediate_size\": 32, \"first_k_dense_replace\": 1, \"n_group\": 4, \"topk_group\": 2, \"norm_topk_prob\": true, \"routed_scaling_factor\": 2.5, \"scoring_func\": \"sigmoid\", \"topk_method\": \"noaux_tc\", \"rope_scaling\": {\"type\": \"yarn\", \"factor\": 40.0, \"original_max_position_embeddings\": 64, \"beta_fast\": 32, \"beta_slow\": 1, \"mscale\": 0.707, \"mscale_all_dim\": 0.707}");

  private TinyModels() {}

  private static String common(boolean tied) {
    return COMMON.formatted(tied);
  }

  static ObjectNode config(String name) {
    return json("{" + CONFIGS.get(name) + "}");
  }

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tensors that a configuration asks for, with random values. */
  static Map<String, RawTensor> tensors(ObjectNode config) {
    Random random = new Random(3);
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    Faults faults = new Faults(Path.of("config"));
    for (Weight weight : TensorPlan.of(ModelSizes.of(config, faults), true)) {
      for (TensorInfo info : weight.loaded()) {
        float[] values = new float[(int) info.elements()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.nextGaussian();
        }
        tensors.put(info.name(), RawTensor.of(info.name(), info.shape(), values));
      }
    }
    faults.refuse();
    return tensors;
  }

  static float[] floats(Map<String, RawTensor> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name), name).floats();
  }

  static GgufTokenizerData tokenizer() {
    return new GgufTokenizerData(
        "gpt2",
        "smollm",
        List.of("<end>", "<start>", "a", "b", "ab", "\u0120\u00e9"),
        List.of(3L, 3L, 1L, 1L, 1L, 1L),
        List.of(),
        List.of("a b"),
        1L,
        0L,
        null,
        null,
        0L,
        false,
        null,
        null,
        "{{ messages }}");
  }

  static Path write(Path file, String name, GgmlType type) {
    ObjectNode config = config(name);
    return write(file, config, tensors(config), type);
  }

  static Path write(Path file, ObjectNode config, Map<String, RawTensor> tensors, GgmlType type) {
    GgufWriter.write(
        file,
        config,
        Optional.of(tokenizer()),
        tensors.values().stream().map(RawTensor::info).toList(),
        tensors::get,
        type);
    return file;
  }
}
