package io.gradus.core.pretrained;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.UserError;
import io.gradus.core.architecture.Decoder;
import io.gradus.core.architecture.GroupedQueryAttention;
import io.gradus.core.architecture.Head;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.gguf.GgmlType;
import io.gradus.core.gguf.GgufTokenizerData;
import io.gradus.core.gguf.GgufWriter;
import io.gradus.core.huggingface.DecoderConfig;
import io.gradus.core.huggingface.HuggingFaceConfig;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TensorSet;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.Safetensors;
import io.gradus.core.tensorfile.TensorInfo;
import io.gradus.core.text.CharacterTokenizer;
import io.gradus.core.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A policy in exported form: a configuration, all weights (with an adapter merged) and a tokenizer. */
public final class ExportedModel {
  /** Largest size of a file of weights in bytes, as in Hugging Face; larger weights are divided over several files. */
  public static final long SHARD = 5_000_000_000L;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GENERATION = "generation_config.json";

  /** Class names of the models in transformers, written to files for other programs. */
  private static final Map<String, String> CLASSES = Map.of(
      "llama", "LlamaForCausalLM",
      "mistral", "MistralForCausalLM",
      "mixtral", "MixtralForCausalLM",
      "qwen2", "Qwen2ForCausalLM",
      "qwen2_moe", "Qwen2MoeForCausalLM",
      "qwen3", "Qwen3ForCausalLM",
      "qwen3_moe", "Qwen3MoeForCausalLM",
      "deepseek_v2", "DeepseekV2ForCausalLM",
      "deepseek_v3", "DeepseekV3ForCausalLM");

  private final ObjectNode config;
  private final Transformer architecture;
  private final TensorSet tensors;
  private final TokenizerFiles tokenizer;
  private final List<Integer> ends;

  private ExportedModel(
      ObjectNode config, Policy policy, TokenizerFiles tokenizer, List<Integer> ends) {
    this.config = config;
    this.architecture = policy.architecture().transformer();
    this.tensors = policy.mergedTensors();
    this.tokenizer = tokenizer;
    this.ends = ends;
    config.put("torch_dtype", "float32");
    if (config.has("dtype")) {
      config.put("dtype", "float32");
    }
    config.remove(List.of("auto_map", "_name_or_path"));
    if (config.has("num_nextn_predict_layers")) {
      config.put("num_nextn_predict_layers", 0); // these were not loaded
    }
    String name = CLASSES.get(config.path("model_type").asText());
    boolean scores = architecture.head() == Head.SCALAR;
    if (name != null && scores) {
      config
          .putArray("architectures")
          .add(name.replace("ForCausalLM", HuggingFaceConfig.CLASSIFICATION));
    } else if (!config.has("architectures") && name != null) {
      config.putArray("architectures").add(name);
    }
    if (!config.has("eos_token_id")) {
      put(config, "eos_token_id", ends);
    }
    if (scores) {
      config.putObject("id2label").put("0", "LABEL_0");
      config.putObject("label2id").put("LABEL_0", 0);
      config.put("pad_token_id", padding());
    }
  }

  /**
   * Returns the padding token of a reward model: the configuration's own, or the first token that ends no text. Every
   * text that is scored ends with an end token, and transformers reads the score at the last token that is not padding.
   * So the padding token must not be an end token.
   */
  private int padding() {
    int own = config.path("pad_token_id").asInt(-1);
    if (own >= 0 && !ends.contains(own)) {
      return own;
    }
    int token = 0;
    while (ends.contains(token)) {
      token++;
    }
    return token;
  }

  /**
   * Makes a model that was trained from scratch.
   *
   * @throws UserError if Hugging Face has no such model or tokenizer
   */
  public static ExportedModel of(Policy policy, Decoder architecture, Tokenizer tokenizer) {
    if (!(tokenizer instanceof CharacterTokenizer characters)) {
      throw new UserError(
          "policy.tokenizer: %s cannot be written as a tokenizer.json; 'characters' and pretrained ones can"
              .formatted(tokenizer.getClass().getSimpleName()));
    }
    return new ExportedModel(
        DecoderConfig.of(architecture, policy.vocabulary()),
        policy,
        new CharacterTokenizerFiles(characters),
        tokenizer.endTokens());
  }

  /** Makes a model that was trained from a pretrained one, with its configuration and tokenizer. */
  public static ExportedModel of(Policy policy, PretrainedModel model) {
    return new ExportedModel(
        model.config().root().deepCopy(),
        policy,
        model.tokenizerFiles(),
        model.tokenizer().endTokens());
  }

  /** Returns the configuration to write. */
  public ObjectNode config() {
    return config.deepCopy();
  }

  /**
   * Writes {@code config.json}, safetensors in float32, tokenizer, chat template and {@code generation_config.json}.
   *
   * @param shard largest size of a file of weights in bytes, usually {@link #SHARD}; a tensor is never divided
   */
  public void write(Path folder, long shard) throws IOException {
    json(folder.resolve(HuggingFaceConfig.FILE), config);
    writeTokenizer(folder);
    List<List<TensorInfo>> shards = shards(shard);
    if (shards.size() == 1) {
      write(folder.resolve(Safetensors.FILE), shards.get(0));
      return;
    }
    ObjectNode index = JSON.createObjectNode();
    index
        .putObject("metadata")
        .put("total_size", tensors.infos().stream().mapToLong(TensorInfo::bytes).sum());
    ObjectNode map = index.putObject("weight_map");
    for (int s = 0; s < shards.size(); s++) {
      String name = "model-%05d-of-%05d.safetensors".formatted(s + 1, shards.size());
      shards.get(s).forEach(info -> map.put(info.name(), name));
      write(folder.resolve(name), shards.get(s));
    }
    json(folder.resolve(Safetensors.INDEX), index);
  }

  /** Writes only the tokenizer, with chat template and end tokens. */
  public void writeTokenizer(Path folder) throws IOException {
    tokenizer.copyTo(folder);
    if (architecture.head() == Head.SCALAR) {
      setPadding(folder.resolve(TokenizerFolderFiles.SETTINGS));
    }
    if (!Files.exists(folder.resolve(GENERATION))) {
      ObjectNode generation = JSON.createObjectNode();
      put(generation, "eos_token_id", ends);
      json(folder.resolve(GENERATION), generation);
    }
  }

  /**
   * Writes the configuration's padding token into the tokenizer's settings, because these settings name tokens by their
   * text.
   */
  private void setPadding(Path settings) throws IOException {
    if (Files.exists(settings) && JSON.readTree(settings.toFile()) instanceof ObjectNode node) {
      int token = config.path("pad_token_id").asInt();
      json(settings, node.put("pad_token", tokenizer.read().decode(new int[] {token})));
    }
  }

  private static void put(ObjectNode node, String key, List<Integer> ids) {
    if (ids.size() == 1) {
      node.put(key, ids.get(0));
    } else {
      ArrayNode list = node.putArray(key);
      ids.forEach(list::add);
    }
  }

  private void write(Path file, List<TensorInfo> infos) {
    Safetensors.write(file, Map.of("format", "pt"), infos, info -> tensors.read(info.name()));
  }

  private List<List<TensorInfo>> shards(long most) {
    List<List<TensorInfo>> shards = new ArrayList<>();
    long filled = Long.MAX_VALUE;
    for (TensorInfo info : tensors.infos()) {
      if (shards.isEmpty() || filled + info.bytes() > most) {
        shards.add(new ArrayList<>());
        filled = 0;
      }
      shards.get(shards.size() - 1).add(info);
      filled += info.bytes();
    }
    return shards;
  }

  /**
   * Writes a whole GGUF file or none.
   *
   * @param type type of the matrices: one of {@link GgufWriter#TYPES}
   * @return whether the file includes the tokenizer; llama.cpp has no character tokenizer
   * @throws UserError if llama.cpp has no such model or tokenizer, as for a reward model
   */
  public boolean writeGguf(Path file, GgmlType type) {
    if (architecture.head() == Head.SCALAR) {
      throw new UserError(
          "--gguf: a reward model has no form as a GGUF. Export a folder of Hugging Face files (without --gguf)");
    }
    Optional<GgufTokenizerData> data = GgufTokenizerExport.of(tokenizer);
    Function<String, RawTensor> read = tensors::read;
    GgufWriter.write(file, explicit(), data, tensors.infos(), read, type);
    return data.isPresent();
  }

  /** Returns the configuration with transformers' defaults written out. */
  private ObjectNode explicit() {
    ObjectNode full = config.deepCopy();
    full.put("rms_norm_eps", architecture.normEpsilon())
        .put("max_position_embeddings", architecture.context())
        .put("tie_word_embeddings", architecture.tiedHead());
    if (!full.path("rope_parameters").has("rope_theta")) {
      full.put("rope_theta", architecture.rope().theta());
    }
    if (architecture.layers().get(0).attention() instanceof GroupedQueryAttention attention) {
      full.put("num_key_value_heads", attention.kvHeads()).put("head_dim", attention.headWidth());
    }
    return full;
  }

  private static void json(Path file, ObjectNode content) throws IOException {
    Files.writeString(
        file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
  }
}
