package io.gradus.core.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.SharedData;
import io.gradus.core.UserError;
import io.gradus.core.files.Faults;
import io.gradus.core.tensorfile.RawTensor;
import io.gradus.core.tensorfile.Safetensors;
import io.gradus.core.tensorfile.TensorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufRoundTripTest {
  /** What says the same in other words, or nothing that is computed with. */
  private static final Set<String> SAID_OTHERWISE = Set.of(
      "rope_scaling",
      "rope_parameters",
      "num_local_experts",
      "num_experts",
      "attention_dropout",
      "dtype",
      "head_dim",
      "initializer_range",
      "pad_token_id",
      "bos_token_id",
      "eos_token_id",
      "pretraining_tp",
      "transformers_version",
      "use_cache",
      "torch_dtype",
      "layer_types",
      "max_window_layers",
      "sliding_window",
      "router_aux_loss_coef",
      "output_router_logits",
      "num_nextn_predict_layers",
      "qk_head_dim",
      "rope_theta");

  @TempDir
  Path folder;

  static Stream<String> models() {
    return TinyModels.CONFIGS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatIsWrittenAsFloatsIsReadBackEqual(String name) {
    ObjectNode config = TinyModels.config(name);
    Map<String, RawTensor> tensors = TinyModels.tensors(config);
    Path file = TinyModels.write(folder.resolve("model.gguf"), config, tensors, GgmlType.F32);
    try (GgufModel read = GgufModel.open(file)) {
      assertThat(read.tensors().stream().map(TensorInfo::name))
          .containsExactlyInAnyOrderElementsOf(tensors.keySet());
      tensors.forEach((n, tensor) -> {
        assertThat(read.read(n).info()).as(n).isEqualTo(tensor.info());
        assertThat(read.read(n).floats()).as(n).isEqualTo(tensor.floats());
      });
      config.properties().forEach(field -> {
        if (!SAID_OTHERWISE.contains(field.getKey())) {
          assertThat(read.config().get(field.getKey()))
              .as(field.getKey())
              .hasToString(field.getValue().toString());
        }
      });
      assertThat(read.config().path("rope_theta").asDouble()).isEqualTo(10_000);
      read.config().path("rope_scaling").properties().forEach(field -> {
        var written = config.path("rope_scaling").path(field.getKey());
        if (!written.isMissingNode()) {
          assertThat(field.getValue().asText().replaceAll("\\.0$", ""))
              .as(field.getKey())
              .isEqualTo(written.asText().replaceAll("\\.0$", ""));
        }
      });
      assertThat(read.config().path("rope_scaling").isNull())
          .isEqualTo(config.path("rope_scaling").isMissingNode());
      assertThat(read.ignoredKeys()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatIsWrittenInEightBitsIsOffByHalfAStep(String name) {
    ObjectNode config = TinyModels.config(name);
    Map<String, RawTensor> tensors = TinyModels.tensors(config);
    Path file = TinyModels.write(folder.resolve("model.gguf"), config, tensors, GgmlType.Q8_0);
    try (GgufModel read = GgufModel.open(file)) {
      assertThat(read.file().tensors().stream().map(GgufTensorInfo::type))
          .contains(GgmlType.Q8_0, GgmlType.F32);
      tensors.forEach((n, tensor) -> assertClose(read.read(n).floats(), tensor.floats()));
    }
  }

  @Test
  void halvesAreTheNearest() {
    ObjectNode config = TinyModels.config("llama");
    Map<String, RawTensor> tensors = TinyModels.tensors(config);
    Path file = TinyModels.write(folder.resolve("model.gguf"), config, tensors, GgmlType.F16);
    try (GgufModel read = GgufModel.open(file)) {
      float[] found = read.read("model.layers.1.self_attn.k_proj.weight").floats();
      float[] given = TinyModels.floats(tensors, "model.layers.1.self_attn.k_proj.weight");
      for (int i = 0; i < given.length; i++) {
        assertThat(found[i]).isEqualTo(RawTensor.halfToFloat(FloatBlocks.toHalf(given[i])));
      }
      assertThat(read.read("model.norm.weight").floats())
          .isEqualTo(TinyModels.floats(tensors, "model.norm.weight"));
    }
  }

  private static void assertClose(float[] found, float[] given) {
    double largest = 0;
    double off = 0;
    for (int i = 0; i < given.length; i++) {
      largest = Math.max(largest, Math.abs(given[i]));
      off = Math.max(off, Math.abs(found[i] - given[i]));
    }
    assertThat(off).isLessThanOrEqualTo(largest / 127 / 2 + largest / 2048);
  }

  @Test
  void theRowsOfALlamaHeadAreInterleavedInTheFileAndThoseOfAQwenAreNot() {
    for (String name : new String[] {"llama", "qwen2"}) {
      ObjectNode config = TinyModels.config(name);
      Map<String, RawTensor> tensors = TinyModels.tensors(config);
      Path file = TinyModels.write(folder.resolve("model.gguf"), config, tensors, GgmlType.F32);
      float[] given = TinyModels.floats(tensors, "model.layers.0.self_attn.q_proj.weight");
      try (Gguf read = Gguf.open(file)) {
        float[] stored = read.floats("blk.0.attn_q.weight");
        // Row 1 of head 2 is row d / 2 of that head: the partner of row 0.
        int row = name.equals("llama") ? 2 * 12 + 6 : 2 * 12 + 1;
        for (int i = 0; i < 48; i++) {
          assertThat(stored[(2 * 12 + 1) * 48 + i]).isEqualTo(given[row * 48 + i]);
        }
      }
    }
  }

  @Test
  void theUpProjectionOfLatentAttentionIsAlsoReadInOnePiece() throws IOException {
    ObjectNode config = TinyModels.config("deepseek_v3");
    Map<String, RawTensor> tensors = TinyModels.tensors(config);
    Faults faults = new Faults(folder);
    ModelSizes sizes = ModelSizes.of(config, faults);
    Map<String, Object> metadata = MetadataFromConfig.of(config, sizes, GgmlType.F32, faults);
    metadata.put("deepseek2.attention.key_length", 12);
    metadata.put("deepseek2.attention.value_length", 10);
    metadata.remove("deepseek2.attention.key_length_mla");
    metadata.remove("deepseek2.attention.value_length_mla");
    Path file = RawFile.of(metadata)
        .weights(TensorPlan.of(sizes, false), tensors)
        .write(folder.resolve("old.gguf"));
    try (GgufModel read = GgufModel.open(file)) {
      assertThat(read.file().has("blk.0.attn_kv_b.weight")).isTrue();
      assertThat(read.config().path("qk_nope_head_dim").asInt()).isEqualTo(8);
      tensors.forEach(
          (n, tensor) -> assertThat(read.read(n).floats()).as(n).isEqualTo(tensor.floats()));
    }
  }

  @Test
  void theTokenizerComesBackPaddedToTheEmbeddings() {
    Path file = TinyModels.write(folder.resolve("model.gguf"), "qwen2", GgmlType.F16);
    try (GgufModel read = GgufModel.open(file)) {
      GgufTokenizerData found = read.tokenizer().orElseThrow();
      GgufTokenizerData given = TinyModels.tokenizer();
      assertThat(found.tokens()).hasSize(40).startsWith("<end>", "<start>").endsWith("[PAD39]");
      assertThat(found.tokens().subList(0, 6)).isEqualTo(given.tokens());
      assertThat(found.types()).hasSize(40).startsWith(3L, 3L, 1L).endsWith(5L);
      assertThat(found.merges()).isEqualTo(given.merges());
      assertThat(found.bos()).isEqualTo(1);
      assertThat(found.eos()).isEqualTo(0);
      assertThat(found.addBos()).isFalse();
      assertThat(found.addEos()).isNull();
      assertThat(found.pre()).isEqualTo("smollm");
      assertThat(found.chatTemplate()).isEqualTo("{{ messages }}");
      assertThat(read.config().path("eos_token_id").asInt()).isEqualTo(0);
    }
  }

  @Test
  void aFileOfTheSameModelHasTheSameBytesAndNothingIsLeftWhereWritingFails() throws IOException {
    Path one = TinyModels.write(folder.resolve("one.gguf"), "mixtral", GgmlType.Q8_0);
    Path two = TinyModels.write(folder.resolve("two.gguf"), "mixtral", GgmlType.Q8_0);
    assertThat(one).hasSameBinaryContentAs(two);
    ObjectNode config = TinyModels.config("llama");
    Map<String, RawTensor> tensors = TinyModels.tensors(config);
    float[] large = new float[64 * 48];
    large[7] = 70_000;
    tensors.put(
        "model.layers.1.mlp.up_proj.weight",
        RawTensor.of("model.layers.1.mlp.up_proj.weight", new long[] {64, 48}, large));
    assertThatThrownBy(
            () -> TinyModels.write(folder.resolve("one.gguf"), config, tensors, GgmlType.F16))
        .isInstanceOf(UserError.class)
        .hasMessage("tensor 'blk.1.ffn_up.weight': 70000.0 does not fit into F16. Export as F32");
    assertThat(one).hasSameBinaryContentAs(two);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama_gqa_tied",
        "llama3_rope_scaling",
        "qwen2_bias_tied",
        "qwen2_yarn",
        "qwen3_qknorm",
        "qwen3_moe",
        "deepseek_v3_yarn"
      })
  void aGoldenModelOfTransformersComesBackEqual(String name) throws IOException {
    Path golden = SharedData.require("goldens/" + name);
    ObjectNode config =
        (ObjectNode) new ObjectMapper().readTree(golden.resolve("config.json").toFile());
    Map<String, RawTensor> tensors = new LinkedHashMap<>();
    try (Safetensors files = Safetensors.open(golden)) {
      files.tensors().forEach(t -> tensors.put(t.name(), files.read(t.name())));
    }
    Path file = folder.resolve("golden.gguf");
    GgufWriter.write(
        file,
        config,
        Optional.empty(),
        tensors.values().stream().map(RawTensor::info).toList(),
        tensors::get,
        GgmlType.F32);
    try (GgufModel read = GgufModel.open(file)) {
      Map<String, String> found = new TreeMap<>();
      read.config().properties().forEach(f -> found.put(f.getKey(), f.getValue().toString()));
      config.properties().forEach(field -> {
        if (!SAID_OTHERWISE.contains(field.getKey())) {
          assertThat(found).containsEntry(field.getKey(), field.getValue().toString());
        }
      });
      assertThat(tensors).isNotEmpty();
      tensors.forEach(
          (n, tensor) -> assertThat(read.read(n).floats()).as(n).isEqualTo(tensor.floats()));
      assertThat(read.tokenizer()).isEmpty();
    }
  }
}
