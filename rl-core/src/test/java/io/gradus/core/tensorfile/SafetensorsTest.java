package io.gradus.core.tensorfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gradus.core.SharedData;
import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class SafetensorsTest {

  @TempDir
  Path folder;

  static ByteBuffer bytes(int n) {
    ByteBuffer bytes = ByteBuffer.allocate(n);
    for (int i = 0; i < n; i++) {
      bytes.put(i, (byte) (i * 7 + 1));
    }
    return bytes;
  }

  public static List<RawTensor> oneOfEachDtype() {
    List<RawTensor> tensors = new ArrayList<>();
    for (DType dtype : DType.values()) {
      tensors.add(
          RawTensor.of("layer." + dtype, dtype, new long[] {2, 3}, bytes(6 * dtype.bytes())));
    }
    tensors.add(RawTensor.of("scalar", new long[0], new float[] {1.5f}));
    tensors.add(RawTensor.of("empty", new long[] {0, 4}, new float[0]));
    tensors.add(RawTensor.of("größe 😀 \"quoted\"\n", new long[] {1}, new float[] {-0f}));
    return tensors;
  }

  @Test
  void whatIsWrittenIsRead() {
    List<RawTensor> written = oneOfEachDtype();
    Path file = folder.resolve("all.safetensors");
    Safetensors.write(file, Map.of("format", "pt", "note", "größe"), written);
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.metadata()).isEqualTo(Map.of("format", "pt", "note", "größe"));
      assertThat(read.tensors())
          .containsExactlyInAnyOrderElementsOf(
              written.stream().map(RawTensor::info).toList());
      for (RawTensor tensor : written) {
        assertThat(read.has(tensor.name())).isTrue();
        assertThat(read.read(tensor.name()).data()).isEqualTo(tensor.data());
      }
    }
    assertThat(folder)
        .isDirectoryContaining(p -> p.equals(file))
        .isDirectoryNotContaining("glob:.tmp*");
  }

  @Test
  void theSameTensorsInAnyOrderGiveTheSameBytes() throws IOException {
    List<RawTensor> tensors = oneOfEachDtype();
    Path first = folder.resolve("1");
    Path second = folder.resolve("2");
    Safetensors.write(first, Map.of("a", "1", "b", "2", "c", "3"), tensors);
    List<RawTensor> reversed = new ArrayList<>(tensors);
    Collections.reverse(reversed);
    Safetensors.write(second, Map.of("c", "3", "b", "2", "a", "1"), reversed);
    assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
  }

  /** Made with the reference implementation: save_file({"b": [[1, 2]] fp32, "a": [3] int64, "h": [1.5, -2] fp16}). */
  @Test
  void theBytesAreThoseOfTheReferenceImplementation() throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[8,16]},\"h\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[16,20]}}";
    ByteBuffer long3 = ByteBuffer.allocate(8).put(0, (byte) 3);
    ByteBuffer halves = ByteBuffer.wrap(new byte[] {0, 0x3e, 0, (byte) 0xc0});
    Path file = folder.resolve("x.safetensors");
    Safetensors.write(
        file,
        Map.of(),
        List.of(
            RawTensor.of("b", new long[] {1, 2}, new float[] {1, 2}),
            RawTensor.of("a", DType.I64, new long[] {1}, long3),
            RawTensor.of("h", DType.F16, new long[] {2}, halves)));
    byte[] expected =
        SafetensorsHeaderTest.file(header + " ".repeat((8 - header.length() % 8) % 8), 20);
    byte[] data = {
      3, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0x3e, 0, (byte) 0xc0
    };
    System.arraycopy(data, 0, expected, expected.length - 20, 20);
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.read("h").floats()).containsExactly(1.5f, -2f);
      assertThat(read.read("a").longs()).containsExactly(3);
    }
  }

  @Test
  void halvesAndBrainFloatsAreWidenedExactly() {
    int[] halves = {0x0000, 0x8000, 0x0001, 0x03ff, 0x0400, 0x3c00, 0x7bff, 0x7c00, 0xfc00, 0xb555};
    float[] expected = {
      0f,
      -0f,
      0x1p-24f,
      0x1.ff8p-15f,
      0x1p-14f,
      1f,
      65504f,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      -0.33325195f
    };
    for (int i = 0; i < halves.length; i++) {
      assertThat(Float.floatToRawIntBits(RawTensor.halfToFloat((short) halves[i])))
          .isEqualTo(Float.floatToRawIntBits(expected[i]));
    }
    assertThat(RawTensor.halfToFloat((short) 0x7e00)).isNaN();
    ByteBuffer brain = ByteBuffer.wrap(new byte[] {(byte) 0x80, 0x3f, (byte) 0x80, (byte) 0xff});
    assertThat(RawTensor.of("b", DType.BF16, new long[] {2}, brain).floats())
        .containsExactly(1f, Float.NEGATIVE_INFINITY);
    assertThatThrownBy(
            () -> RawTensor.of("b", DType.BF16, new long[] {2}, brain).longs())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("tensor b BF16[2]: holds no whole numbers");
  }

  @Test
  void picklesAreRefusedWithTheReason() throws IOException {
    String reason = "can run any program while it is read";
    Path bin = Files.write(folder.resolve("pytorch_model.bin"), new byte[] {1});
    assertThatThrownBy(() -> Safetensors.open(bin))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> Safetensors.open(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("pytorch_model.bin", reason);
    Path disguised = Files.write(
        folder.resolve("model.safetensors"), new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0});
    assertThatThrownBy(() -> Safetensors.open(disguised))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(reason);
    Files.write(
        disguised,
        new byte[] {(byte) 0x80, 2, (byte) 0x8a, 0x0a, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, 0});
    assertThatThrownBy(() -> Safetensors.open(disguised))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(reason);
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> Safetensors.open(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has neither model.safetensors nor model.safetensors.index.json");
    assertThatThrownBy(() -> Safetensors.open(folder.resolve("none.safetensors")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no such file");
    Path file = folder.resolve("x.safetensors");
    Safetensors.write(file, Map.of(), oneOfEachDtype());
    try (Safetensors read = Safetensors.open(file)) {
      assertThatThrownBy(() -> read.read("lm_head.weight"))
          .isInstanceOf(UserError.class)
          .hasMessage(file + ": has no tensor 'lm_head.weight'");
    }
  }

  @Test
  void anArrayIsNotMadeOfWhatDoesNotFitIntoOne() {
    assertThatThrownBy(() -> new TensorInfo("a", DType.F64, new long[] {1L << 60}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 2^63 bytes");
    assertThatThrownBy(() -> RawTensor.of("a", DType.F32, new long[] {3}, ByteBuffer.allocate(8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a F32[3]: 8 bytes, but the shape asks for 12");
  }

  /** The file has holes that take no room on the disk: 2.5 GiB in one tensor, past what a Java buffer can hold. */
  @Test
  void aTensorLargerThanABufferComesInPieces() throws IOException {
    long elements = 5L << 27;
    String header =
        SafetensorsHeaderTest.entry("big", "F32", "[" + elements + "]", "0," + elements * 4) + "}";
    Path file = folder.resolve("big.safetensors");
    Files.write(file, SafetensorsHeaderTest.file(header, 0));
    try (var channel =
        java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
      long last = channel.size() + elements * 4 - 4;
      channel.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 42f), last);
    }
    try (Safetensors read = Safetensors.open(file)) {
      RawTensor big = read.read("big");
      assertThat(big.pieces()).hasSize(3);
      ByteBuffer end = big.pieces().get(2);
      assertThat(end.getFloat(end.limit() - 4)).isEqualTo(42f);
      assertThatThrownBy(big::data)
          .isInstanceOf(UserError.class)
          .hasMessageContaining("do not fit into one buffer");
    }
  }

  @Test
  void everyGoldenFileIsReadAndWrittenBackTheSame() throws IOException {
    List<Path> goldens;
    try (Stream<Path> walk = Files.walk(SharedData.require("goldens"))) {
      goldens = walk.filter(p -> p.toString().endsWith(".safetensors")).sorted().toList();
    }
    assertThat(goldens).hasSizeGreaterThanOrEqualTo(2);
    for (Path golden : goldens) {
      try (Safetensors read = Safetensors.open(golden)) {
        List<RawTensor> tensors =
            read.tensors().stream().map(t -> read.read(t.name())).toList();
        Path copy = folder.resolve("copy.safetensors");
        Safetensors.write(copy, read.metadata(), tensors);
        try (Safetensors again = Safetensors.open(copy)) {
          assertThat(again.tensors()).containsExactlyInAnyOrderElementsOf(read.tensors());
          assertThat(Hashes.tensors(
                  again.tensors().stream().map(t -> again.read(t.name())).toList()))
              .isEqualTo(Hashes.tensors(tensors));
        }
      }
    }
  }

  @Test
  void theGoldenLogitsAreThoseThatTheirDescriptionGives() throws IOException {
    Path golden = SharedData.require("goldens/llama_gqa_tied");
    JsonNode description =
        new ObjectMapper().readTree(golden.resolve("golden.json").toFile());
    try (Safetensors read = Safetensors.open(golden.resolve("golden.safetensors"))) {
      for (Map.Entry<String, JsonNode> shape : description.get("shapes").properties()) {
        assertThat(Arrays.toString(read.read(shape.getKey()).info().shape()))
            .isEqualTo(shape.getValue().toString().replace(",", ", "));
      }
      float[] logProbs = read.read("logprobs").floats();
      int columns = (int) read.read("logprobs").info().shape()[1];
      double sum = 0;
      int count = 0;
      for (int i = 0; i < logProbs.length; i++) {
        if (i % columns >= description.get("completion_start").asInt() - 1) {
          sum -= logProbs[i];
          count++;
        }
      }
      assertThat(sum / count)
          .isCloseTo(
              description.get("loss_mean_nll_of_completion_tokens").asDouble(), within(1e-4));
    }
  }
}
