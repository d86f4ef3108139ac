package io.gradus.core.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.SharedData;
import io.gradus.core.tensorfile.FloatSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GgufSmolLm2Test {
  private Path folder = Path.of("");

  @BeforeEach
  void find() {
    folder = SharedData.require("models/smollm2_135m_instruct");
  }

  private GgufModel open() {
    return GgufModel.open(folder.resolve("SmolLM2-135M-Instruct.Q4_1.gguf"));
  }

  @Test
  void everyTensorIsBitForBitThatOfGgufPy() throws IOException {
    int count = 0;
    try (GgufModel model = open()) {
      for (String[] line : GgmlTypeTest.lines("smollm2.txt")) {
        boolean loaded = line[1].equals("loaded");
        long[] shape = loaded
            ? model.read(line[0]).info().shape()
            : model.file().tensor(line[0]).shape();
        assertThat(Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining("x")))
            .as(line[0])
            .isEqualTo(line[2]);
        if (!loaded) {
          assertThat(model.file().tensor(line[0]).type()).hasToString(line[1]);
        }
        assertThat(crc(sink -> {
              if (loaded) {
                model.stream(line[0], sink);
              } else {
                model.file().stream(line[0], sink);
              }
            }))
            .as(line[0])
            .isEqualTo(Long.parseLong(line[3]));
        count++;
      }
    }
    assertThat(count).isEqualTo(272 + 60);
  }

  private static long crc(Consumer<FloatSink> tensor) {
    CRC32 crc = new CRC32();
    tensor.accept((values, n) -> {
      ByteBuffer bytes = ByteBuffer.allocate(n * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values, 0, n);
      crc.update(bytes);
    });
    return crc.getValue();
  }

  @Test
  void theConfigurationIsThatOfTransformers() throws IOException {
    JsonNode expected =
        new ObjectMapper().readTree(folder.resolve("config.json").toFile());
    try (GgufModel model = open()) {
      for (String key : new String[] {
        "architectures",
        "attention_bias",
        "bos_token_id",
        "eos_token_id",
        "pad_token_id",
        "head_dim",
        "hidden_act",
        "hidden_size",
        "intermediate_size",
        "max_position_embeddings",
        "mlp_bias",
        "model_type",
        "num_attention_heads",
        "num_hidden_layers",
        "num_key_value_heads",
        "rms_norm_eps",
        "tie_word_embeddings",
        "vocab_size"
      }) {
        assertThat(model.config().path(key))
            .as(key)
            .hasToString(expected.path(key).toString());
      }
      assertThat(model.config().path("rope_theta").asDouble()).isEqualTo(100_000);
      assertThat(model.config().path("rope_scaling").isNull()).isTrue();
      assertThat(model.ignoredKeys()).isEmpty();
      assertThat(model.tensors()).hasSize(272);
    }
  }

  @Test
  void theTokenizerDataIsAllThere() throws IOException {
    JsonNode json = new ObjectMapper().readTree(folder.resolve("tokenizer.json").toFile());
    try (GgufModel model = open()) {
      GgufTokenizerData data = model.tokenizer().orElseThrow();
      assertThat(data.tokens()).hasSize(49_152);
      JsonNode vocabulary = json.path("model").path("vocab");
      for (int id = 0; id < data.tokens().size(); id++) {
        assertThat(vocabulary.path(data.tokens().get(id)).asInt(-1)).isEqualTo(id);
      }
      assertThat(data.merges()).hasSize(json.path("model").path("merges").size());
      assertThat(data.chatTemplate())
          .isEqualTo(Files.readString(folder.resolve("chat_template.jinja")));
      assertThat(data.addBos()).isFalse();
      assertThat(data.eos()).isEqualTo(2);
    }
  }
}
