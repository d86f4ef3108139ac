package io.gradus.core.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.files.Faults;
import io.gradus.core.tensorfile.DType;
import io.gradus.core.tensorfile.TensorInfo;
import java.util.Map;
import java.util.Optional;

/**
 * Position encoding in both formats: {@code rope_theta} and {@code rope_scaling} of a configuration (or, since
 * transformers 5, {@code rope_parameters}), and {@code rope.*} of the metadata. Llama 3's scaling is a tensor in
 * llama.cpp.
 */
final class RopeKeys {
  static final String FACTORS = "rope_freqs.weight";
  private static final double THETA = 10_000;
  private static final String FACTOR = "rope.scaling.factor";
  private static final String ATTENTION = "rope.scaling.attn_factor";
  private static final String ATTENTION_OF_CONVERTER = "rope.scaling.yarn_attn_factor";
  private static final String LOG_MULTIPLIER = "rope.scaling.yarn_log_multiplier";
  private static final String ORIGINAL = "original_max_position_embeddings";

  private RopeKeys() {}

  static void toConfig(ArchitectureKeys keys, Gguf file, ObjectNode config, Faults faults) {
    double theta = keys.number("rope.freq_base", THETA);
    config.put("rope_theta", theta);
    double factor = keys.number(FACTOR, keys.number("rope.scale_linear", 0));
    factor = factor == 0 ? 1 : factor;
    String type = keys.text("rope.scaling.type").orElse("linear");
    long original = keys.integer(
        "rope.scaling.original_context_length",
        config.path("max_position_embeddings").asLong());
    double attention = keys.number(ATTENTION, 1);
    if (attention != 1 && !type.equals("yarn")) {
      keys.refuse(ATTENTION, "is supported for yarn only");
    }
    ObjectNode scaling = config.objectNode();
    switch (type) {
      case "none" -> factor = 1;
      case "linear" -> scaling.put("rope_type", "linear").put("factor", factor);
      case "yarn" -> {
        scaling.put("rope_type", "yarn").put("factor", factor).put(ORIGINAL, original);
        yarn(keys, scaling, attention, factor);
      }
      default ->
        keys.refuse(
            "rope.scaling.type",
            "is %s; supported are none, linear, yarn".formatted(Faults.quoted(type)));
    }
    boolean scaled = factor != 1;
    if (file.has(FACTORS)) {
      if (scaled) {
        faults.add(
            "tensor '%s': metadata key '%s' is present too, so it is unclear which of the two applies. Remove one of them",
            FACTORS, FACTOR);
      }
      scaling = llama3(file, config, theta, faults);
      scaled = true;
    }
    if (scaled) {
      config.set("rope_scaling", scaling);
    } else {
      config.putNull("rope_scaling");
    }
  }

  private static void yarn(
      ArchitectureKeys keys, ObjectNode scaling, double attention, double factor) {
    scaling.put("beta_fast", keys.number("rope.scaling.yarn_beta_fast", 32));
    scaling.put("beta_slow", keys.number("rope.scaling.yarn_beta_slow", 1));
    // llama.cpp applies a factor in addition to YaRN's own; its converter writes the product
    double ofConverter = keys.number(ATTENTION_OF_CONVERTER, 0);
    if (attention != 1) {
      scaling.put("attention_factor", (float) (attention * (0.1 * Math.log(factor) + 1)));
    } else if (ofConverter != 0) {
      scaling.put("attention_factor", ofConverter);
    }
    if (keys.has(LOG_MULTIPLIER) && keys.has("attention.kv_lora_rank")) {
      // stored times 0.1; llama.cpp assumes that both are equal for this architecture
      double mscale =
          Double.parseDouble(Float.toString((float) (keys.number(LOG_MULTIPLIER, 0) * 10)));
      scaling.put("mscale", mscale).put("mscale_all_dim", mscale);
    }
  }

  private static ObjectNode llama3(Gguf file, ObjectNode config, double theta, Faults faults) {
    ObjectNode scaling = config.objectNode().put("rope_type", "llama3");
    int half = config.path("head_dim").asInt() / 2;
    GgufTensorInfo info = file.tensor(FACTORS);
    if (info.shape().length != 1 || info.shape()[0] != half) {
      faults.add("tensor '%s': must have %d elements, half a head, but is %s", FACTORS, half, info);
      return scaling;
    }
    Optional<Llama3Scaling> fit = Llama3Scaling.fit(file.floats(FACTORS), theta);
    fit.ifPresent(found -> scaling
        .put("factor", found.factor())
        .put("low_freq_factor", found.low())
        .put("high_freq_factor", found.high())
        .put(ORIGINAL, found.original()));
    if (fit.isEmpty()) {
      faults.add(
          "tensor '%s': its factors do not come from Llama 3's scaling, the only one supported",
          FACTORS);
    }
    return scaling;
  }

  /** Returns the tensor of Llama 3's factors that a configuration asks for. */
  static Optional<TensorInfo> factors(JsonNode config, int headSize) {
    return type(parameters(config)).equals("llama3")
        ? Optional.of(new TensorInfo(FACTORS, DType.F32, new long[] {headSize / 2}))
        : Optional.empty();
  }

  static float[] factorValues(JsonNode config, int headSize) {
    JsonNode rope = parameters(config);
    return new Llama3Scaling(
            rope.path("factor").asDouble(),
            rope.path("low_freq_factor").asDouble(),
            rope.path("high_freq_factor").asDouble(),
            rope.path(ORIGINAL).asLong())
        .factors(theta(config), headSize);
  }

  static void toMetadata(JsonNode config, String prefix, Map<String, Object> out, Faults faults) {
    out.put(prefix + "rope.freq_base", (float) theta(config));
    JsonNode rope = parameters(config);
    String type = type(rope);
    switch (type) {
      case "default" -> {}
      case "llama3" -> {
        for (String key :
            new String[] {"factor", "low_freq_factor", "high_freq_factor", ORIGINAL}) {
          requirePositive(rope, key, faults);
        }
        if (!GgufArchitecture.LLAMA.key().concat(".").equals(prefix)) {
          faults.add("rope_scaling: llama.cpp supports llama3 only for model_type llama");
        }
      }
      case "linear" -> {
        out.put(prefix + "rope.scaling.type", "linear");
        out.put(prefix + FACTOR, (float) requirePositive(rope, "factor", faults));
      }
      case "yarn" -> {
        out.put(prefix + "rope.scaling.type", "yarn");
        yarnToMetadata(rope, prefix, out, faults);
      }
      default ->
        faults.add(
            "rope_scaling: llama.cpp has no %s; it has default, linear, llama3, yarn",
            Faults.quoted(type));
    }
  }

  private static void yarnToMetadata(
      JsonNode rope, String prefix, Map<String, Object> out, Faults faults) {
    double factor = requirePositive(rope, "factor", faults);
    out.put(prefix + FACTOR, (float) factor);
    out.put(prefix + "rope.scaling.original_context_length", (int)
        requirePositive(rope, ORIGINAL, faults));
    for (String beta : new String[] {"beta_fast", "beta_slow"}) {
      if (rope.path(beta).isNumber()) {
        out.put(prefix + "rope.scaling.yarn_" + beta, (float) rope.path(beta).asDouble());
      }
    }
    if (rope.path("attention_factor").isNumber()) {
      double own = 0.1 * Math.log(factor) + 1;
      out.put(prefix + ATTENTION, (float) (rope.path("attention_factor").asDouble() / own));
    }
    if (!rope.path("truncate").asBoolean(true)) {
      faults.add("rope_scaling: a GGUF file cannot represent truncate false");
    }
    double all = rope.path("mscale_all_dim").asDouble(0);
    double mscale = rope.path("mscale").asDouble(all);
    boolean latent = prefix.equals(GgufArchitecture.DEEPSEEK2.key() + ".");
    if (mscale != all || (all != 0 && !latent)) {
      faults.add(
          "rope_scaling: mscale %s and mscale_all_dim %s have no place in a GGUF file: they must be equal, and of a DeepSeek model",
          mscale, all);
    } else if (all != 0) {
      out.put(prefix + LOG_MULTIPLIER, (float) (0.1 * all));
    }
  }

  private static double requirePositive(JsonNode rope, String key, Faults faults) {
    double value = rope.path(key).asDouble(0);
    if (!(value > 0 && value < Integer.MAX_VALUE)) {
      faults.add("rope_scaling: needs '%s', a number more than 0", key);
      return 1;
    }
    return value;
  }

  private static String type(JsonNode rope) {
    return rope.path("rope_type").asText(rope.path("type").asText("default"));
  }

  private static JsonNode parameters(JsonNode config) {
    return config.has("rope_parameters")
        ? config.path("rope_parameters")
        : config.path("rope_scaling");
  }

  private static double theta(JsonNode config) {
    return config
        .path("rope_parameters")
        .path("rope_theta")
        .asDouble(config.path("rope_theta").asDouble(THETA));
  }
}
