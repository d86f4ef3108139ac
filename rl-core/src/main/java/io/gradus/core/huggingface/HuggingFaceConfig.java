package io.gradus.core.huggingface;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gradus.core.Excerpt;
import io.gradus.core.UserError;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.files.TextFile;
import io.gradus.core.huggingface.GroupedQueryFamily.Bias;
import io.gradus.core.huggingface.GroupedQueryFamily.Defaults;
import io.gradus.core.huggingface.GroupedQueryFamily.Experts;
import io.gradus.core.huggingface.GroupedQueryFamily.Windows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model's {@code config.json}, interpreted as in transformers. Every field that changes a result is used, or refused
 * by name; the others are {@link #unused}.
 */
public final class HuggingFaceConfig {
  /** Name of the file in a folder of Hugging Face files. */
  public static final String FILE = "config.json";

  /** End of the names of transformers' classes for classification; with one label, they are reward models. */
  public static final String CLASSIFICATION = "ForSequenceClassification";

  private static final int MAX_BYTES = 2_000_000;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Map<String, ModelFamily> FAMILIES = families();

  /** Fields that do not change the computation, or repeat others. */
  private static final List<String> NEUTRAL = List.of(
      "architectures",
      "auto_map",
      "torch_dtype",
      "dtype",
      "transformers_version",
      "_name_or_path",
      "use_cache",
      "initializer_range",
      "bos_token_id",
      "eos_token_id",
      "pad_token_id",
      "id2label",
      "label2id",
      "num_labels",
      "problem_type",
      "num_nextn_predict_layers");

  private final JsonNode root;
  private final String modelType;
  private final Transformer transformer;
  private final int vocabulary;
  private final List<String> unused;

  private HuggingFaceConfig(
      JsonNode root,
      String modelType,
      Transformer transformer,
      int vocabulary,
      List<String> unused) {
    this.root = root;
    this.modelType = modelType;
    this.transformer = transformer;
    this.vocabulary = vocabulary;
    this.unused = unused;
  }

  private static Map<String, ModelFamily> families() {
    Optional<Integer> asHeads = Optional.empty();
    Optional<Integer> asWidth = Optional.empty();
    Map<String, ModelFamily> families = new LinkedHashMap<>();
    families.put(
        "llama",
        new GroupedQueryFamily(
            new Defaults(asHeads, asWidth, 2048, 1e-6, 1e4),
            Bias.ATTENTION_FIELD,
            false,
            true,
            Windows.NONE,
            Experts.NONE));
    families.put(
        "mistral",
        new GroupedQueryFamily(
            new Defaults(Optional.of(8), asWidth, 131_072, 1e-6, 1e4),
            Bias.NONE,
            false,
            false,
            Windows.ALL_4096,
            Experts.NONE));
    families.put(
        "mixtral",
        new GroupedQueryFamily(
            new Defaults(Optional.of(8), asWidth, 131_072, 1e-5, 1e6),
            Bias.NONE,
            false,
            false,
            Windows.ALL,
            Experts.MIXTRAL));
    families.put(
        "qwen2",
        new GroupedQueryFamily(
            new Defaults(Optional.of(32), asWidth, 32_768, 1e-6, 1e4),
            Bias.QUERY_KEY_VALUE,
            false,
            false,
            Windows.BY_LAYER,
            Experts.NONE));
    families.put(
        "qwen2_moe",
        new GroupedQueryFamily(
            new Defaults(Optional.of(16), asWidth, 32_768, 1e-6, 1e4),
            Bias.QKV_FIELD,
            false,
            false,
            Windows.BY_LAYER,
            Experts.QWEN2));
    families.put(
        "qwen3",
        new GroupedQueryFamily(
            new Defaults(Optional.of(32), Optional.of(128), 32_768, 1e-6, 1e4),
            Bias.ATTENTION_FIELD,
            true,
            false,
            Windows.BY_LAYER,
            Experts.NONE));
    families.put(
        "qwen3_moe",
        new GroupedQueryFamily(
            new Defaults(Optional.of(4), asWidth, 32_768, 1e-6, 1e4),
            Bias.ATTENTION_FIELD,
            true,
            false,
            Windows.ALL_IF_USED,
            Experts.QWEN3));
    families.put("deepseek_v2", new DeepSeekFamily(false));
    families.put("deepseek_v3", new DeepSeekFamily(true));
    return families;
  }

  /**
   * Reads a file.
   *
   * @throws UserError that names the file and every field at fault
   */
  public static HuggingFaceConfig read(Path file) {
    if (!Files.exists(file)) {
      throw new UserError(
          "%s: there is no such file: is this a folder of Hugging Face files?".formatted(file));
    }
    try {
      return of(file.toString(), JSON.readTree(TextFile.read(file, MAX_BYTES)));
    } catch (JsonProcessingException e) {
      throw new UserError("%s: is not JSON: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  /**
   * Reads fields that are already parsed.
   *
   * @param source named in errors
   * @throws UserError that names the source and every field at fault
   */
  public static HuggingFaceConfig of(String source, JsonNode root) {
    if (!root.isObject()) {
      throw new UserError("%s: is not a JSON object".formatted(source));
    }
    ConfigFields fields = new ConfigFields(root);
    String type = fields.text("model_type", "");
    ModelFamily family = FAMILIES.get(type);
    if (family == null) {
      throw new UserError("%s: model_type (%s): is not supported; supported are %s"
          .formatted(
              source,
              type.isEmpty()
                  ? "absent"
                  : Excerpt.printable(String.valueOf(root.get("model_type")), 80),
              String.join(", ", FAMILIES.keySet())));
    }
    int vocabulary = fields.required("vocab_size");
    refuseElsewhere(fields);
    Transformer transformer;
    try {
      transformer = family.read(fields);
    } catch (IllegalArgumentException e) {
      // a part of the architecture refuses these fields
      throw new UserError("%s: %s".formatted(source, e.getMessage()), e);
    }
    if (isSequenceClassification(root)) {
      int labels = labels(root);
      if (labels != 1) {
        fields.refuse(
            "id2label",
            "this classifier has %d labels, but a reward model has one. Use a model with one label"
                .formatted(labels));
      }
      transformer = transformer.scalar();
    }
    if (!fields.faults().isEmpty()) {
      throw new UserError(
          fields.faults().stream().map(fault -> source + ": " + fault).toList());
    }
    fields.ignore(NEUTRAL);
    return new HuggingFaceConfig(root, type, transformer, vocabulary, fields.unread());
  }

  private static boolean isSequenceClassification(JsonNode root) {
    return root.path("architectures").path(0).asText().endsWith(CLASSIFICATION);
  }

  /** Returns the number of labels; transformers' default is 2. */
  private static int labels(JsonNode root) {
    return root.has("id2label")
        ? root.path("id2label").size()
        : root.path("num_labels").asInt(2);
  }

  /** Refuses fields of any family whose values change the result. */
  private static void refuseElsewhere(ConfigFields fields) {
    fields.only("hidden_act", List.of("silu", "swish"), "only silu is supported");
    fields.only("pretraining_tp", List.of(0, 1), "split matrices are not supported: must be 1");
    fields.only("is_encoder_decoder", List.of(false), "only decoders are supported");
    fields.only("add_cross_attention", List.of(false), "only decoders are supported");
    fields.only("attention_dropout", List.of(0), "dropout is not supported: set it to 0");
    if (fields.has("quantization_config")) {
      fields.refuse(
          "quantization_config",
          "quantised weights are not read from safetensors. Use the model in bf16, fp16 or fp32, or a GGUF");
    }
  }

  /** Returns the fields. */
  public JsonNode root() {
    return root;
  }

  /** Returns the value of {@code model_type}. */
  public String modelType() {
    return modelType;
  }

  /** Returns the architecture. */
  public Transformer architecture() {
    return transformer;
  }

  /** Returns the size of the vocabulary, V. */
  public int vocabulary() {
    return vocabulary;
  }

  /** Returns the fields that are unknown, or that this {@code model_type} does not use. */
  public List<String> unused() {
    return unused;
  }
}
