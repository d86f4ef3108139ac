package io.gradus.core.pretrained;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.huggingface.HuggingFaceConfig;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.Safetensors;
import io.gradus.core.text.TinyPretrained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A random model as a folder of Hugging Face files, small enough to be written in a moment: a byte-level vocabulary and
 * a chat template.
 */
public final class TinyModelFolder {
  /** Rows of the embedding: two more than the tokenizer has tokens. */
  public static final int VOCABULARY = 270;

  private static final String CONFIG = """
      {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": %d, "hidden_size": 16, "num_hidden_layers": 2,
       "num_attention_heads": 2, "intermediate_size": 32, "tie_word_embeddings": true, "max_position_embeddings": 128,
       "torch_dtype": "bfloat16", "eos_token_id": 2}
      """;

  private TinyModelFolder() {}

  /** Writes all its files. */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("config.json"), CONFIG.formatted(VOCABULARY));
    Safetensors.write(folder.resolve("model.safetensors"), Map.of(), tensors(folder));
    Files.writeString(
        folder.resolve("tokenizer.json"), TinyPretrained.vocabulary("gpt-2").tokenizerJson());
    ObjectNode settings = new ObjectMapper()
        .createObjectNode()
        .put("bos_token", "<|im_start|>")
        .put("eos_token", "<|im_end|>")
        .put("chat_template", TinyPretrained.CHAT_TEMPLATE);
    Files.writeString(folder.resolve("tokenizer_config.json"), settings.toString());
    Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [2, 0]}");
    return folder;
  }

  private static List<RawTensor> tensors(Path folder) {
    Transformer transformer =
        HuggingFaceConfig.read(folder.resolve("config.json")).architecture();
    Map<String, float[]> values = TinyPolicy.weights(transformer, VOCABULARY, 3);
    List<RawTensor> tensors = new ArrayList<>();
    transformer
        .parameters(VOCABULARY)
        .forEach(parameter -> parameter
            .parts()
            .forEach(part -> tensors.add(RawTensor.of(
                part.name(),
                parameter.shapeOf(part),
                Objects.requireNonNull(values.get(part.name()))))));
    return tensors;
  }
}
