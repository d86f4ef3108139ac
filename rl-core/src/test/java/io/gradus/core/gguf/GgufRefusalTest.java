package io.gradus.core.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.UserError;
import io.gradus.core.files.Faults;
import io.gradus.core.tensorfile.RawTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufRefusalTest {
  @TempDir
  Path folder;

  private Path file() {
    return folder.resolve("bad.gguf");
  }

  private void assertRefused(byte[] bytes, String... parts) throws IOException {
    Files.write(file(), bytes);
    assertThatThrownBy(() -> GgufModel.open(file()).close())
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(file() + ": ")
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  /** A header with the parts that a writer would not write. */
  private static ByteBuffer header(long tensors, long keys) {
    return ByteBuffer.allocate(4096)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(GgufHeader.MAGIC)
        .putInt(3)
        .putLong(tensors)
        .putLong(keys);
  }

  private static byte[] bytes(ByteBuffer written) {
    byte[] bytes = new byte[written.capacity()];
    written.duplicate().clear().get(bytes);
    return bytes;
  }

  private static ByteBuffer text(ByteBuffer to, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return to.putLong(utf8.length).put(utf8);
  }

  @Test
  void whatIsNoGgufFileIsRefused() throws IOException {
    assertRefused(new byte[10], "holds 10 bytes, too few");
    assertRefused(new byte[100], "does not begin with 'GGUF'");
    assertRefused(header(0, 0).putInt(4, 1).array(), "version 1; supported are 2 and 3");
    assertRefused(header(0, 0).putInt(4, 3 << 24).array(), "big-endian");
    assertThatThrownBy(() -> Gguf.open(folder)).hasMessageContaining("is a folder");
    assertThatThrownBy(() -> Gguf.open(folder.resolve("none.gguf")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no such file");
  }

  @Test
  void aCountThatLiesIsRefusedBeforeAnythingIsAllocated() throws IOException {
    assertRefused(header(1, Long.MAX_VALUE).array(), "claims 9223372036854775807 metadata keys");
    assertRefused(header(-1, 0).array(), "claims 18446744073709551615 tensors");
    assertRefused(header(0, 1).putLong(1L << 62).array(), "metadata key 1 of 1", "bytes of text");
    assertRefused(
        text(header(0, 1), "k").putInt(9).putInt(8).putLong(1L << 60).array(),
        "metadata key 'k'",
        "claims 1152921504606846976 elements");
    assertRefused(
        text(header(0, 1), "k").putInt(9).putInt(10).putLong(600).array(), "claims 600 elements");
  }

  @Test
  void textThatIsNotUtf8AndTypesThatDoNotExistAreRefused() throws IOException {
    assertRefused(
        header(0, 1).putLong(2).put((byte) 0xc3).put((byte) 0x28).array(), "is not UTF-8");
    assertRefused(
        text(header(0, 1), "k\u001b[31m").putInt(13).array(),
        "metadata key 'k\\u001b[31m'",
        "a value of type 13, known are 0 to 12");
  }

  @Test
  void arraysInArraysHaveAnEnd() throws IOException {
    ByteBuffer nested = header(0, 1);
    text(nested, "deep").putInt(9);
    for (int i = 0; i < 100; i++) {
      nested.putInt(9).putLong(1);
    }
    assertRefused(bytes(nested), "'deep'", "more than 4 deep");
    ByteBuffer two = text(header(0, 1), "two").putInt(9);
    two.putInt(9).putLong(1).putInt(4).putLong(1).putInt(7);
    Files.write(file(), bytes(two));
    try (Gguf read = Gguf.open(file())) {
      assertThat(read.metadata().keys()).containsExactly("two");
    }
  }

  @Test
  void allFaultsOfTheTableOfTensorsAreNamedAtOnce() throws IOException {
    ByteBuffer table = header(7, 0);
    text(table, "huge").putInt(2).putLong(1L << 40).putLong(1L << 40).putInt(0).putLong(0);
    text(table, "negative").putInt(1).putLong(-1).putInt(0).putLong(0);
    text(table, "torn").putInt(1).putLong(33).putInt(8).putLong(0);
    text(table, "unknown").putInt(1).putLong(256).putInt(10).putLong(0);
    text(table, "askew").putInt(1).putLong(1).putInt(0).putLong(4);
    text(table, "outside").putInt(1).putLong(1).putInt(0).putLong(1 << 20);
    text(table, "outside").putInt(1).putLong(1).putInt(0).putLong(0);
    assertRefused(
        bytes(table),
        "tensor 'huge': the shape [1099511627776, 1099511627776] of F32 is more than 2^63 bytes",
        "tensor 'negative': the dimension 18446744073709551615 is 2^63 or more",
        "tensor 'torn': a row has 33 elements, which is not a multiple of 32, the block size of Q8_0",
        "tensor 'unknown': its type is Q2_K, which is not supported; supported are F32, F16, BF16, Q4_0",
        "tensor 'askew': begins at byte 4 of the data, which is not a multiple of the alignment 32",
        "tensor 'outside': occurs twice",
        "tensor 'outside': ends at byte 1048580 of the data");
  }

  @Test
  void tensorsOverOneAnotherAreRefusedAndThoseWithRoomBetweenAreNot() throws IOException {
    RawFile apart = RawFile.of(Map.of("general.alignment", 64))
        .tensor("a", GgmlType.F32, 0, 3)
        .tensor("b", GgmlType.Q8_0, 192, 2, 32);
    byte[] padded = apart.bytes();
    padded = Arrays.copyOf(padded, padded.length + 64);
    Files.write(file(), padded);
    try (Gguf read = Gguf.open(file())) {
      assertThat(read.floats("b")).containsOnly(0f).hasSize(64);
    }
    assertRefused(
        RawFile.of(Map.of())
            .tensor("a", GgmlType.F32, 0, 16)
            .tensor("b", GgmlType.F32, 32, 8)
            .bytes(),
        "tensor 'b': overlaps tensor 'a', which ends at byte 64, but begins at 32");
    assertRefused(
        RawFile.of(Map.of("general.alignment", 24)).bytes(),
        "'general.alignment': must be a power of two");
  }

  /** A right file, but for what is done to its metadata. */
  private byte[] changed(String model, Consumer<Map<String, Object>> change) throws IOException {
    ObjectNode config = TinyModels.config(model);
    Map<String, RawTensor> tensors = TinyModels.tensors(config);
    Faults faults = new Faults(folder);
    ModelSizes sizes = ModelSizes.of(config, faults);
    Map<String, Object> metadata =
        new LinkedHashMap<>(MetadataFromConfig.of(config, sizes, GgmlType.F32, faults));
    change.accept(metadata);
    return RawFile.of(metadata).weights(TensorPlan.of(sizes, true), tensors).bytes();
  }

  @ParameterizedTest
  @CsvSource({
    "llama, general.architecture, gemma2, 'is ''gemma2'', which is not supported; supported are llama, qwen2, qwen3, qwen3moe, deepseek2'",
    "llama, llama.rope.scaling.type, longrope, 'supported are none, linear, yarn'",
    "llama, llama.attention.sliding_window, 4096, '''4096'' changes the result and is not supported'",
    "llama, llama.logit_scale, 3, changes the result",
    "llama, llama.rope.dimension_count, 6, 'differs from the length of keys, 12'",
    "llama, llama.attention.value_length, 6, 'differs from the length of keys, 12'",
    "llama, llama.block_count, 1000000, 'is 1000000, with only 20 tensors'",
    "llama, llama.attention.head_count, 0, num_attention_heads must be a whole number",
    "llama, split.count, 3, llama-gguf-split --merge",
    "llama, llama.embedding_length, 64, 'tensor ''blk.0.attn_k.weight'': has shape [24, 48], but the metadata says [24, 64]'",
    "qwen3_moe, qwen3moe.expert_gating_func, 2, must be softmax",
    "qwen3_moe, qwen3moe.expert_shared_count, 1, changes the result",
    "deepseek_v3, deepseek2.nextn_predict_layers, 1, changes the result",
    "deepseek_v3, deepseek2.expert_gating_func, 4, must be 1 (softmax) or 2 (sigmoid)",
  })
  void aKeyThatChangesTheResultIsUsedOrRefusedByName(
      String model, String key, String value, String message) throws IOException {
    Object typed = value.matches("\\d+") ? (Object) Integer.valueOf(value) : value;
    String subject = message.startsWith("tensor") || message.startsWith("num_") ? message : key;
    assertRefused(changed(model, metadata -> metadata.put(key, typed)), subject, message);
  }

  @Test
  void aKeyThatChangesNothingIsListed() throws IOException {
    Files.write(file(), changed("qwen3", metadata -> {
      metadata.put("qwen3.something_new", 1);
      metadata.put("quantize.imatrix.file", "x");
      metadata.put("qwen3.logit_scale", 1);
      metadata.put("general.author", "somebody");
    }));
    try (GgufModel model = GgufModel.open(file())) {
      assertThat(model.ignoredKeys())
          .containsExactly("qwen3.something_new", "quantize.imatrix.file", "qwen3.logit_scale");
    }
  }

  @Test
  void missingAndSuperfluousTensorsAreNamedTogether() throws IOException {
    ObjectNode config = TinyModels.config("llama");
    Faults faults = new Faults(folder);
    ModelSizes sizes = ModelSizes.of(config, faults);
    Map<String, Object> metadata = MetadataFromConfig.of(config, sizes, GgmlType.F32, faults);
    RawFile raw =
        RawFile.of(metadata).weights(TensorPlan.of(sizes, true), TinyModels.tensors(config));
    int end = 1 << 20;
    assertRefused(
        raw.without("blk.1.ffn_up.weight")
            .tensor("blk.0.attn_q.lora_a", GgmlType.F32, end, 4)
            .bytes(),
        "tensor 'blk.1.ffn_up.weight': is missing",
        "tensor 'blk.0.attn_q.lora_a': does not belong to this architecture");
  }

  @Test
  void aTokenizerThatContradictsTheModelIsRefused() throws IOException {
    assertRefused(
        changed("llama", metadata -> {
          TinyModels.tokenizer().toMetadata(40, metadata);
          metadata.put("tokenizer.ggml.eos_token_id", 40);
          metadata.put("tokenizer.ggml.token_type", List.of(1, 2));
        }),
        "'tokenizer.ggml.eos_token_id': there is no token 40 of 40",
        "'tokenizer.ggml.token_type': 2, but there are 40 tokens");
    assertRefused(
        changed("llama", metadata -> {
          TinyModels.tokenizer().toMetadata(40, metadata);
          metadata.put("tokenizer.ggml.merges", List.of(1, 2));
        }),
        "'tokenizer.ggml.merges': must be a list of texts, but element 0 is '1'");
  }

  @Test
  void aFileCutShortNamesTheTensorsThatAreGone() throws IOException {
    byte[] whole = changed("llama", metadata -> {});
    assertRefused(
        Arrays.copyOf(whole, whole.length - 200),
        "tensor 'output_norm.weight': ends at byte",
        "the file was cut short");
  }

  @ParameterizedTest
  @CsvSource({
    "llama, hidden_act, '\"gelu\"', 'hidden_act: is ''\"gelu\"'', which a GGUF file cannot represent: it must be silu'",
    "qwen3, attention_bias, true, 'attention_bias: is ''true'''",
    "qwen3_moe, norm_topk_prob, false, 'norm_topk_prob: is ''false'''",
    "qwen3_moe, mlp_only_layers, [1], mlp_only_layers: has no place",
    "llama, rope_scaling, '{\"rope_type\": \"dynamic\", \"factor\": 2}', llama.cpp has no 'dynamic'",
    "qwen2, use_sliding_window, true, sliding_window: llama.cpp has none",
    "qwen2, model_type, '\"gpt2\"', 'known are llama, mixtral, mistral, qwen2'",
    "llama, hidden_size, 96, 'tensor ''model.embed_tokens.weight'': is F32[40, 48], but the configuration asks for floats of shape [40, 96]'",
    "llama, num_hidden_layers, 1, 'tensor ''model.layers.1.input_layernorm.weight'': does not belong'",
    "llama, vocab_size, '\"many\"', vocab_size must be a whole number from 1 to",
    "deepseek_v3, rope_scaling, '{\"type\": \"yarn\", \"factor\": 2, \"original_max_position_embeddings\": 8, \"mscale\": 1, \"mscale_all_dim\": 0.5}', they must be equal",
  })
  void whatHasNoPlaceInTheFormatIsNotWritten(
      String model, String key, String value, String message) {
    ObjectNode config = TinyModels.config(model);
    Map<String, RawTensor> tensors = TinyModels.tensors(config);
    config.setAll(TinyModels.json("{\"%s\": %s}".formatted(key, value)));
    assertThatThrownBy(() -> TinyModels.write(file(), config, tensors, GgmlType.F16))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
    assertThat(file()).doesNotExist();
  }
}
