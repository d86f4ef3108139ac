package io.gradus.core.huggingface;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.UserError;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.architecture.LinearScaling;
import io.gradus.core.architecture.Llama3Scaling;
import io.gradus.core.architecture.Mixture;
import io.gradus.core.architecture.NoScaling;
import io.gradus.core.architecture.RopeScaling;
import io.gradus.core.architecture.RouterLosses;
import io.gradus.core.architecture.Routing;
import io.gradus.core.architecture.YarnScaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code config.json} of a decoder that was trained from scratch. It has the {@code model_type} of transformers
 * that computes the same; this is checked by reading the configuration back.
 */
public final class DecoderConfig {
  /** Families whose attention has an optional bias. */
  private static final Set<String> WITH_BIAS_FIELD = Set.of("llama", "qwen3", "qwen3_moe");

  private DecoderConfig() {}

  /**
   * Makes the configuration.
   *
   * @throws UserError that names the setting for which Hugging Face has no model
   */
  public static ObjectNode of(Decoder decoder, int vocabulary) {
    String family = family(decoder);
    ObjectNode config = new ObjectMapper().createObjectNode().put("model_type", family);
    config
        .put("vocab_size", vocabulary)
        .put("hidden_size", decoder.width())
        .put("num_hidden_layers", decoder.layers())
        .put("num_attention_heads", decoder.heads())
        .put("num_key_value_heads", decoder.keyValueHeads())
        .put("head_dim", decoder.headSize())
        .put("intermediate_size", decoder.hiddenSize())
        .put("hidden_act", "silu")
        .put("max_position_embeddings", decoder.context())
        .put("rms_norm_eps", decoder.normEpsilon())
        .put("rope_theta", decoder.ropeTheta())
        .put("tie_word_embeddings", decoder.tiedHead())
        .put("attention_dropout", 0.0);
    if (WITH_BIAS_FIELD.contains(family)) {
      config.put("attention_bias", false);
    }
    rope(decoder.ropeScaling(), config);
    window(decoder, family, config);
    decoder.mixture().ifPresent(mixture -> experts(mixture, decoder.denseLayers(), family, config));
    refuseUnlike(decoder, config);
    return config;
  }

  private static String family(Decoder decoder) {
    Optional<Mixture> mixture = decoder.mixture();
    if (mixture.isPresent()) {
      return mixture.get().names() == Mixture.Names.MIXTRAL
          ? "mixtral"
          : mixture.get().shared().isPresent() ? "qwen2_moe" : "qwen3_moe";
    }
    if (decoder.queryKeyNorm()) {
      return "qwen3";
    }
    return decoder.queryKeyValueBias()
        ? "qwen2"
        : decoder.slidingWindow().isPresent() ? "mistral" : "llama";
  }

  private static void rope(RopeScaling scaling, ObjectNode config) {
    if (scaling instanceof NoScaling) {
      return;
    }
    ObjectNode rope = config.putObject("rope_scaling");
    if (scaling instanceof LinearScaling linear) {
      rope.put("rope_type", "linear").put("factor", linear.factor());
    } else if (scaling instanceof Llama3Scaling llama) {
      rope.put("rope_type", "llama3")
          .put("factor", llama.factor())
          .put("low_freq_factor", llama.lowFrequencyFactor())
          .put("high_freq_factor", llama.highFrequencyFactor())
          .put("original_max_position_embeddings", llama.originalContext());
    } else if (scaling instanceof YarnScaling yarn) {
      rope.put("rope_type", "yarn")
          .put("factor", yarn.factor())
          .put("original_max_position_embeddings", yarn.originalContext())
          .put("beta_fast", yarn.betaFast())
          .put("beta_slow", yarn.betaSlow())
          .put("truncate", yarn.wholeIndices());
      yarn.attentionFactor().ifPresent(factor -> rope.put("attention_factor", factor));
    }
  }

  private static void window(Decoder decoder, String family, ObjectNode config) {
    decoder.slidingWindow().ifPresent(window -> {
      config.put("sliding_window", window);
      if (family.startsWith("qwen")) {
        config.put("use_sliding_window", true).put("max_window_layers", 0);
      }
    });
  }

  private static void experts(Mixture mixture, int dense, String family, ObjectNode config) {
    config.put("num_experts_per_tok", mixture.active());
    if (family.equals("mixtral")) {
      config.put("num_local_experts", mixture.experts()).put("intermediate_size", mixture.hidden());
      return;
    }
    config
        .put("num_experts", mixture.experts())
        .put("moe_intermediate_size", mixture.hidden())
        .put("norm_topk_prob", mixture.routing().renormalise())
        .put("decoder_sparse_step", 1);
    mixture.shared().ifPresent(width -> config.put("shared_expert_intermediate_size", width));
    ArrayNode layers = config.putArray("mlp_only_layers");
    for (int l = 0; l < dense; l++) {
      layers.add(l);
    }
  }

  private static void refuseUnlike(Decoder decoder, ObjectNode config) {
    String refused;
    try {
      if (HuggingFaceConfig.of("export", config.deepCopy())
          .architecture()
          .equals(untrained(decoder).transformer())) {
        return;
      }
      refused = "";
    } catch (UserError e) {
      refused = ": " + e.getMessage();
    }
    throw new UserError(
        "policy.architecture: Hugging Face has no model with %s. The nearest model type is %s, which computes something else%s"
            .formatted(
                String.join(", ", features(decoder)), config.path("model_type").asText(), refused));
  }

  /** Removes the router's training settings, which no configuration has. */
  private static Decoder untrained(Decoder d) {
    return new Decoder(
        d.layers(),
        d.width(),
        d.heads(),
        d.kvHeads(),
        d.headWidth(),
        d.hidden(),
        d.ropeTheta(),
        d.normEpsilon(),
        d.tiedHead(),
        d.context(),
        d.queryKeyValueBias(),
        d.queryKeyNorm(),
        d.ropeScaling(),
        d.slidingWindow(),
        d.mixture().map(DecoderConfig::untrained),
        d.denseLayers());
  }

  private static Mixture untrained(Mixture m) {
    Routing r = m.routing();
    return new Mixture(
        m.experts(),
        m.active(),
        m.hidden(),
        new Routing(
            r.gate(), r.renormalise(), r.scale(), r.groups(), r.activeGroups(), r.correction(), 0),
        m.shared(),
        m.sharedGate(),
        RouterLosses.NONE,
        m.names());
  }

  private static List<String> features(Decoder decoder) {
    List<String> features = new ArrayList<>();
    add(features, decoder.queryKeyValueBias(), "query-key-value-bias");
    add(features, decoder.queryKeyNorm(), "query-key-norm");
    add(features, decoder.slidingWindow().isPresent(), "sliding-window");
    decoder.mixture().ifPresent(mixture -> {
      Routing routing = mixture.routing();
      features.add("mixture.names " + mixture.names().name().toLowerCase(Locale.ROOT));
      add(features, mixture.shared().isPresent(), "mixture.shared");
      add(features, mixture.sharedGate(), "mixture.shared-gate");
      add(features, decoder.denseLayers() > 0, "dense-layers " + decoder.denseLayers());
      add(features, routing.gate() == Routing.Gate.SIGMOID, "routing.gate sigmoid");
      add(features, !routing.renormalise(), "routing.renormalise false");
      add(features, routing.scale() != 1, "routing.scale " + routing.scale());
      add(features, routing.groups() > 1, "routing.groups " + routing.groups());
      add(features, routing.correction(), "routing.correction");
    });
    return features;
  }

  private static void add(List<String> features, boolean there, String name) {
    if (there) {
      features.add(name);
    }
  }
}
