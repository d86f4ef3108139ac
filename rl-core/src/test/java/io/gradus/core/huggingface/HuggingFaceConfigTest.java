package io.gradus.core.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.UserError;
import io.gradus.core.architecture.GroupedQueryAttention;
import io.gradus.core.architecture.LatentAttention;
import io.gradus.core.architecture.LinearScaling;
import io.gradus.core.architecture.Llama3Scaling;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.Routing;
import io.gradus.core.architecture.SwiGlu;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.architecture.YarnScaling;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields mean what they mean to transformers; what would change a result is used or refused by its name. */
class HuggingFaceConfigTest {
  private static final String SIZES =
      "'vocab_size': 160, 'hidden_size': 48, 'num_hidden_layers': 3, 'num_attention_heads': 4, 'intermediate_size': 112";

  private static JsonNode json(String text) {
    try {
      return JsonMapper.builder().build().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static HuggingFaceConfig config(String type, String more) {
    return HuggingFaceConfig.of(
        "config.json", json("{'model_type': '%s', %s%s}".formatted(type, SIZES, more)));
  }

  private static Transformer architecture(String type, String more) {
    return config(type, more).architecture();
  }

  private static GroupedQueryAttention grouped(Transformer transformer, int layer) {
    return (GroupedQueryAttention) transformer.layers().get(layer).attention();
  }

  /** Sums over tensors, tied heads once. */
  @ParameterizedTest(name = "{0} of {2} layers")
  @CsvSource({
    "SmolLM2-135M, llama, 30, 49152, 576, 9, 3, 1536, true, 134515008",
    "Qwen2.5-0.5B, qwen2, 24, 151936, 896, 14, 2, 4864, true, 494032768",
    "Qwen2.5-7B, qwen2, 28, 152064, 3584, 28, 4, 18944, false, 7615616512",
    "R1-Distill-Qwen-1.5B, qwen2, 28, 151936, 1536, 12, 2, 8960, false, 1777088000",
    "Qwen3-0.6B, qwen3, 28, 151936, 1024, 16, 8, 3072, true, 596049920",
    "Llama-3.2-1B, llama, 16, 128256, 2048, 32, 8, 8192, true, 1235814400"
  })
  void knownModelsHaveAsManyParametersAsTheyHave(
      String name,
      String type,
      int layers,
      int vocabulary,
      int width,
      int heads,
      int kvHeads,
      int hidden,
      boolean tied,
      long parameters) {
    HuggingFaceConfig config = HuggingFaceConfig.of(
        name,
        json(("{'model_type': '%s', 'vocab_size': %d, 'hidden_size': %d, 'num_hidden_layers': %d,"
                + " 'num_attention_heads': %d, 'num_key_value_heads': %d, 'intermediate_size': %d,"
                + " 'tie_word_embeddings': %s}")
            .formatted(type, vocabulary, width, layers, heads, kvHeads, hidden, tied)));
    assertThat(config.architecture().parameters(config.vocabulary()).stream()
            .mapToLong(Parameter::size)
            .sum())
        .isEqualTo(parameters);
  }

  @Test
  void anAbsentFieldHasTheDefaultOfItsModelType() {
    Transformer llama = architecture("llama", "");
    assertThat(grouped(llama, 0))
        .isEqualTo(new GroupedQueryAttention(4, 4, 12, false, false, false, Optional.empty()));
    assertThat(llama.context()).isEqualTo(2048);
    assertThat(llama.normEpsilon()).isEqualTo(1e-6);
    assertThat(llama.tiedHead()).isFalse();
    assertThat(llama.rope().theta()).isEqualTo(1e4);
    Transformer mixtral = architecture("mixtral", ", 'num_key_value_heads': 2");
    assertThat(mixtral.normEpsilon()).isEqualTo(1e-5);
    assertThat(mixtral.rope().theta()).isEqualTo(1e6);
    assertThat(grouped(architecture("qwen3", ", 'num_key_value_heads': 2"), 0).headWidth())
        .isEqualTo(128);
    assertThat(grouped(architecture("qwen2", ", 'num_key_value_heads': 2"), 0).headWidth())
        .isEqualTo(12);
  }

  @Test
  void headDimMayBeNull() {
    assertThat(grouped(architecture("llama", ", 'head_dim': null"), 0).headWidth())
        .isEqualTo(12);
    assertThat(grouped(architecture("llama", ", 'head_dim': 16"), 0).headWidth())
        .isEqualTo(16);
  }

  @Test
  void biasesAreWhereTheModelTypeHasThem() {
    String heads = ", 'num_key_value_heads': 2";
    GroupedQueryAttention qwen2 = grouped(architecture("qwen2", heads), 0);
    assertThat(qwen2.bias()).isTrue();
    assertThat(qwen2.outputBias()).isFalse();
    GroupedQueryAttention llama =
        grouped(architecture("llama", ", 'attention_bias': true, 'mlp_bias': true"), 0);
    assertThat(llama.bias()).isTrue();
    assertThat(llama.outputBias()).isTrue();
    assertThat(architecture("llama", ", 'mlp_bias': true").layers().get(0).feedForward())
        .isEqualTo(new SwiGlu(112, true));
    assertThat(grouped(architecture("qwen3", heads), 0).norm()).isTrue();
  }

  @Test
  void positionsMayBeWrittenTheOldWayAndTheNew() {
    String old = ", 'rope_theta': 5e5, 'rope_scaling': {'type': 'linear', 'factor': 2}";
    String parameters =
        ", 'rope_parameters': {'rope_theta': 5e5, 'rope_type': 'linear', 'factor': 2}";
    assertThat(architecture("llama", old).rope())
        .isEqualTo(architecture("llama", parameters).rope());
    assertThat(architecture("llama", old).rope().scaling()).isEqualTo(new LinearScaling(2));
    assertThat(architecture("llama", ", 'rope_scaling': null").rope().scaling())
        .isEqualTo(new NoScaling());
    assertThat(architecture("llama", ", 'rope_parameters': {'rope_type': 'default'}")
            .rope()
            .theta())
        .isEqualTo(1e4);
    assertThat(architecture(
                "llama",
                ", 'rope_scaling': {'rope_type': 'llama3', 'factor': 32, 'low_freq_factor': 1, 'high_freq_factor': 4,"
                    + " 'original_max_position_embeddings': 8192}")
            .rope()
            .scaling())
        .isEqualTo(new Llama3Scaling(32, 1, 4, 8192));
  }

  @Test
  void yarnTakesItsFactorsAsTransformersDoes() {
    String head =
        ", 'max_position_embeddings': 256, 'rope_scaling': {'rope_type': 'yarn', 'factor': 4";
    assertThat(architecture("llama", head + ", 'original_max_position_embeddings': 32}")
            .rope()
            .scaling())
        .isEqualTo(YarnScaling.of(4, 32));
    assertThat(architecture("llama", head + "}").rope().scaling())
        .isEqualTo(YarnScaling.of(4, 256));
    assertThat(architecture("llama", head + ", 'attention_factor': 1.5, 'truncate': false}")
            .rope()
            .scaling())
        .isEqualTo(new YarnScaling(4, 256, 32, 1, Optional.of(1.5), false));
    double ratio = YarnScaling.magnitude(4, 1) / YarnScaling.magnitude(4, 0.5);
    assertThat(architecture("llama", head + ", 'mscale': 1.0, 'mscale_all_dim': 0.5}")
            .rope()
            .amplitude())
        .isCloseTo(ratio, within(1e-12));
  }

  @Test
  void windowsAreInTheLayersThatTransformersHasThemIn() {
    String four = ", 'num_key_value_heads': 4";
    assertThat(grouped(architecture("mistral", four), 0).window()).contains(4096);
    assertThat(grouped(architecture("mistral", four + ", 'sliding_window': null"), 0)
            .window())
        .isEmpty();
    assertThat(
            grouped(architecture("mistral", four + ", 'sliding_window': 8"), 2).window())
        .contains(8);
    String qwen = ", 'num_key_value_heads': 4, 'sliding_window': 8, 'max_window_layers': 1";
    assertThat(grouped(architecture("qwen2", qwen), 2).window()).isEmpty();
    Transformer used = architecture("qwen2", qwen + ", 'use_sliding_window': true");
    assertThat(grouped(used, 0).window()).isEmpty();
    assertThat(grouped(used, 1).window()).contains(8);
    Transformer typed = architecture(
        "qwen3",
        qwen
            + ", 'use_sliding_window': true, 'layer_types': ['sliding_attention', 'full_attention', 'full_attention']");
    assertThat(grouped(typed, 0).window()).contains(8);
    assertThat(grouped(typed, 2).window()).isEmpty();
  }

  @Test
  void expertsAreInTheLayersThatTransformersHasThemIn() {
    Transformer qwen = architecture(
        "qwen3_moe",
        ", 'num_experts': 8, 'num_experts_per_tok': 2, 'moe_intermediate_size': 40, 'mlp_only_layers': [2], 'decoder_sparse_step': 1");
    assertThat(qwen.layers().get(0).feedForward()).isInstanceOf(Mixture.class);
    assertThat(qwen.layers().get(2).feedForward()).isEqualTo(new SwiGlu(112, false));
    Transformer everySecond = architecture(
        "qwen3_moe",
        ", 'num_local_experts': 8, 'num_experts_per_tok': 2, 'moe_intermediate_size': 40, 'decoder_sparse_step': 2");
    assertThat(everySecond.mixtures()).hasSize(1);
    assertThat(everySecond.layers().get(1).feedForward()).isInstanceOf(Mixture.class);
    Mixture mixtral =
        (Mixture) architecture("mixtral", ", 'num_key_value_heads': 4, 'num_local_experts': 4")
            .layers()
            .get(0)
            .feedForward();
    assertThat(mixtral.routing()).isEqualTo(Routing.softmax(true));
    assertThat(mixtral.parameters("model.layers.0.", 48).get(2).parts().get(1).name())
        .isEqualTo("model.layers.0.block_sparse_moe.experts.0.w3.weight");
    Mixture shared = (Mixture) architecture(
            "qwen2_moe",
            ", 'num_key_value_heads': 4, 'num_experts': 4, 'shared_expert_intermediate_size': 20")
        .layers()
        .get(0)
        .feedForward();
    assertThat(shared.shared()).contains(20);
    assertThat(shared.sharedGate()).isTrue();
  }

  @Test
  void theAuxiliaryLossIsThereWhereTransformersHasIt() {
    String qwen =
        ", 'num_experts': 8, 'num_experts_per_tok': 2, 'router_aux_loss_coef': 0.01, 'output_router_logits': ";
    assertThat(
            architecture("qwen3_moe", qwen + "false").mixtures().get(0).losses().auxiliary())
        .isZero();
    assertThat(
            architecture("qwen3_moe", qwen + "true").mixtures().get(0).losses().auxiliary())
        .isEqualTo(0.01);
  }

  @Test
  void deepSeekSecondAndThird() {
    String more =
        ", 'kv_lora_rank': 16, 'q_lora_rank': %s, 'qk_nope_head_dim': 12, 'qk_rope_head_dim': 8, 'v_head_dim': 10,"
            + " 'n_routed_experts': 8, 'num_experts_per_tok': 2, 'n_group': 4, 'topk_group': 2, 'first_k_dense_replace': 1,"
            + " 'moe_intermediate_size': 32, 'n_shared_experts': 2,"
            + " 'rope_scaling': {'type': 'yarn', 'factor': 4, 'mscale': 0.707, 'mscale_all_dim': 0.707}";
    Transformer third = architecture("deepseek_v3", more.formatted("24"));
    LatentAttention attention = (LatentAttention) third.layers().get(0).attention();
    assertThat(attention.queryLatent()).contains(24);
    assertThat(attention.scale())
        .isCloseTo(Math.pow(YarnScaling.magnitude(4, 0.707), 2) / Math.sqrt(20), within(1e-12));
    assertThat(third.rope().amplitude()).isEqualTo(1);
    assertThat(third.layers().get(0).feedForward()).isEqualTo(new SwiGlu(112, false));
    assertThat(third.mixtures()).hasSize(2);
    assertThat(third.mixtures().get(0).shared()).contains(64);
    assertThat(third.mixtures().get(0).routing())
        .isEqualTo(new Routing(Routing.Gate.SIGMOID, true, 2.5, 4, 2, true, 0));

    Transformer second = architecture("deepseek_v2", more.formatted("null"));
    assertThat(((LatentAttention) second.layers().get(0).attention()).queryLatent())
        .isEmpty();
    assertThat(second.mixtures().get(0).routing())
        .isEqualTo(new Routing(Routing.Gate.SOFTMAX, false, 1, 1, 1, false, 0));
    Transformer grouped = architecture(
        "deepseek_v2",
        more.formatted("null")
            + ", 'topk_method': 'group_limited_greedy', 'routed_scaling_factor': 16");
    assertThat(grouped.mixtures().get(0).routing())
        .isEqualTo(new Routing(Routing.Gate.SOFTMAX, false, 16, 4, 2, false, 0));
  }

  @Test
  void everyFaultIsToldAtOnceByItsName() {
    assertThatThrownBy(() -> config(
            "llama",
            ", 'hidden_act': 'gelu', 'pretraining_tp': 2, 'attention_dropout': 0.1, 'num_key_value_heads': 3,"
                + " 'rms_norm_eps': 'small', 'rope_scaling': {'type': 'dynamic', 'factor': 2},"
                + " 'quantization_config': {'bits': 4}, 'partial_rotary_factor': 0.5"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("config.json: hidden_act (\"gelu\"): only silu")
        .hasMessageContaining("pretraining_tp (2)")
        .hasMessageContaining("attention_dropout (0.1)")
        .hasMessageContaining("num_key_value_heads (3): must divide num_attention_heads (4)")
        .hasMessageContaining("rms_norm_eps (\"small\"): must be a number")
        .hasMessageContaining(
            "rope_scaling.type (\"dynamic\"): is not supported; supported are default, linear, llama3, yarn")
        .hasMessageContaining("quantization_config")
        .hasMessageContaining("partial_rotary_factor (0.5)");
    assertThatThrownBy(() -> HuggingFaceConfig.of("config.json", json("{'model_type': 'llama'}")))
        .hasMessageContaining("hidden_size: is missing")
        .hasMessageContaining("vocab_size: is missing");
    assertThatThrownBy(
            () -> config("deepseek_v2", ", 'num_experts_per_tok': 2, 'norm_topk_prob': true"))
        .hasMessageContaining("norm_topk_prob (true)");
    assertThatThrownBy(() -> config(
            "llama", ", 'rope_scaling': {'type': 'linear', 'factor': 2, 'low_freq_factor': 1}"))
        .hasMessageContaining(
            "rope_scaling.low_freq_factor (1): does not belong to linear positions");
  }

  @Test
  void anUnknownModelTypeNamesTheKnownOnes() {
    assertThatThrownBy(() -> config("gpt2", ""))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "model_type (\"gpt2\"): is not supported; supported are llama, mistral, mixtral, qwen2,");
    assertThatThrownBy(() -> HuggingFaceConfig.of("config.json", json("{}")))
        .hasMessageContaining("model_type (absent)");
    assertThatThrownBy(() -> HuggingFaceConfig.of("config.json", json("[]")))
        .hasMessageContaining("is not a JSON object");
  }

  @Test
  void fieldsThatNobodyUsesAreListed() {
    assertThat(config(
                "llama",
                ", 'architectures': ['LlamaForCausalLM'], 'torch_dtype': 'float32', 'sliding_window': 8, 'favourite_colour': 'red'")
            .unused())
        .containsExactly("sliding_window", "favourite_colour");
  }
}
