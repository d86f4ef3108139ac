package io.gradus.core.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Compute;
import io.gradus.core.huggingface.HuggingFaceConfig;
import io.gradus.core.policy.Policy;
import io.gradus.core.policy.TinyPolicy;
import io.gradus.core.tensorfile.DType;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.Safetensors;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights come from files as they are, and every contradiction with the configuration is told at once. */
class PretrainedModelTest {
  private static final String CONFIG = """
      {"model_type": "llama", "vocab_size": 20, "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
       "intermediate_size": 24, "tie_word_embeddings": true, "max_position_embeddings": 64}
      """;

  @TempDir
  Path folder;

  private final Map<String, RawTensor> tensors = new LinkedHashMap<>();

  @BeforeEach
  void files() throws IOException {
    Files.writeString(folder.resolve("config.json"), CONFIG);
    Transformer transformer =
        HuggingFaceConfig.read(folder.resolve("config.json")).architecture();
    Map<String, float[]> values = TinyPolicy.weights(transformer, 20, 3);
    transformer
        .parameters(20)
        .forEach(parameter -> parameter
            .parts()
            .forEach(part -> tensors.put(
                part.name(),
                RawTensor.of(
                    part.name(),
                    parameter.shapeOf(part),
                    Objects.requireNonNull(values.get(part.name()))))));
    write();
  }

  private void write() {
    Safetensors.write(folder.resolve("model.safetensors"), Map.of(), tensors.values());
  }

  private static RawTensor zeros(String name, DType dtype, long... shape) {
    TensorInfo info = new TensorInfo(name, dtype, shape);
    return RawTensor.of(name, dtype, shape, ByteBuffer.allocate((int) info.bytes()));
  }

  @Test
  void aPolicyHasTheWeightsOfTheFiles() {
    try (PretrainedModel model = PretrainedModel.open(folder);
        Policy policy = model.policy(Compute.cpu())) {
      policy
          .tensors()
          .forEach(tensor -> assertThat(tensor.floats())
              .as(tensor.name())
              .containsExactly(
                  Objects.requireNonNull(tensors.get(tensor.name())).floats()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void halfPrecisionIsWidened(DType dtype) {
    tensors.replaceAll((name, tensor) -> {
      ByteBuffer data =
          ByteBuffer.allocate(2 * (int) tensor.info().elements()).order(ByteOrder.LITTLE_ENDIAN);
      for (float value : tensor.floats()) {
        // 1.5 in both, so that only the widening is tested.
        data.putShort((short) (dtype == DType.F16 ? 0x3e00 : 0x3fc0));
        assertThat(value).isFinite();
      }
      return RawTensor.of(name, dtype, tensor.info().shape(), data.flip());
    });
    write();
    try (PretrainedModel model = PretrainedModel.open(folder);
        Policy policy = model.policy(Compute.cpu())) {
      policy.tensors().forEach(tensor -> assertThat(tensor.floats()).containsOnly(1.5f));
    }
  }

  @Test
  void aModelMayBeSplitOverFiles() throws IOException {
    Files.delete(folder.resolve("model.safetensors"));
    List<RawTensor> all = new ArrayList<>(tensors.values());
    Safetensors.write(folder.resolve("a.safetensors"), Map.of(), all.subList(0, 5));
    Safetensors.write(folder.resolve("b.safetensors"), Map.of(), all.subList(5, all.size()));
    StringBuilder map = new StringBuilder();
    for (int i = 0; i < all.size(); i++) {
      map.append("%s\"%s\": \"%s.safetensors\""
          .formatted(i == 0 ? "" : ", ", all.get(i).name(), i < 5 ? "a" : "b"));
    }
    Files.writeString(
        folder.resolve("model.safetensors.index.json"), "{\"weight_map\": {" + map + "}}");
    aPolicyHasTheWeightsOfTheFiles();
  }

  @Test
  void everyContradictionIsToldAtOnce() {
    tensors.remove("model.norm.weight");
    tensors.put(
        "model.layers.0.mlp.up_proj.weight",
        zeros("model.layers.0.mlp.up_proj.weight", DType.F32, 16, 24));
    tensors.put(
        "model.layers.1.input_layernorm.weight",
        zeros("model.layers.1.input_layernorm.weight", DType.I32, 16));
    tensors.put(
        "model.layers.2.mlp.up_proj.weight",
        zeros("model.layers.2.mlp.up_proj.weight", DType.F32, 24, 16));
    write();
    assertThatThrownBy(() -> PretrainedModel.open(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("model.norm.weight [16]: is missing")
        .hasMessageContaining(
            "model.layers.0.mlp.up_proj.weight: has shape [16, 24], but the configuration needs [24, 16]")
        .hasMessageContaining("model.layers.1.input_layernorm.weight: is of type I32")
        .hasMessageContaining(
            "model.layers.2.mlp.up_proj.weight [24, 16]: is not part of this architecture");
  }

  @Test
  void tablesOfFrequenciesFurtherLayersAndARepeatedHeadAreIgnored() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        CONFIG.replace("\"vocab_size\"", "\"num_nextn_predict_layers\": 1, \"vocab_size\""));
    tensors.put(
        "model.layers.0.self_attn.rotary_emb.inv_freq",
        zeros("model.layers.0.self_attn.rotary_emb.inv_freq", DType.F32, 4));
    tensors.put("model.layers.2.enorm.weight", zeros("model.layers.2.enorm.weight", DType.F32, 16));
    RawTensor embedding = Objects.requireNonNull(tensors.get("model.embed_tokens.weight"));
    tensors.put(
        "lm_head.weight",
        RawTensor.of("lm_head.weight", embedding.info().shape(), embedding.floats()));
    write();
    try (PretrainedModel model = PretrainedModel.open(folder)) {
      assertThat(model.ignored())
          .containsExactlyInAnyOrder(
              "model.layers.0.self_attn.rotary_emb.inv_freq",
              "model.layers.2.enorm.weight",
              "lm_head.weight");
    }
  }

  @Test
  void aTiedHeadThatDiffersIsRefused() {
    tensors.put("lm_head.weight", zeros("lm_head.weight", DType.F32, 20, 16));
    write();
    assertThatThrownBy(() -> PretrainedModel.open(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("tie_word_embeddings is true, but lm_head.weight differs");
  }

  @Test
  void oneFileOfAModelIsRefused() {
    assertThatThrownBy(() -> PretrainedModel.open(folder.resolve("model.safetensors")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is only one file of a model. Give the folder of the file");
  }

  @Test
  void aMissingConfigurationIsNamed() throws IOException {
    Files.delete(folder.resolve("config.json"));
    assertThatThrownBy(() -> PretrainedModel.open(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("config.json: there is no such file");
  }
}
