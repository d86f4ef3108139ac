package io.gradus.core.tensorfile;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gradus.core.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsHeaderTest {

  @TempDir
  Path folder;

  /** A file with this header and so many bytes of data. */
  static byte[] file(String header, int dataBytes) {
    byte[] utf8 = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + utf8.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(utf8.length)
        .put(utf8)
        .array();
  }

  static Stream<Arguments> badFiles() {
    String huge = "9223372036854775807";
    return Stream.of(
        Arguments.of("", 0, "claims a header of 0 bytes"),
        Arguments.of("[]", 0, "does not begin with '{'"),
        Arguments.of("{\"a\":", 0, "its safetensors header is invalid"),
        Arguments.of("{} x", 0, "its safetensors header is invalid"),
        Arguments.of("{} {}", 0, "has more text after its JSON"),
        Arguments.of("{}", 4, "4 bytes after the header belong to no tensor"),
        Arguments.of(
            entry("a", "F32", "[2]", "0,8") + "}",
            4,
            "tensor 'a': ends at byte 8 of the data, but there are only 4"),
        Arguments.of(
            entry("a", "F32", "[2]", "0,8") + "}",
            12,
            "4 bytes after tensor 'a' belong to no tensor"),
        Arguments.of(
            entry("a", "F32", "[2]", "4,12") + "}",
            12,
            "tensor 'a': 4 bytes between it and the header belong to no tensor"),
        Arguments.of(
            entry("a", "F32", "[2]", "0,8") + ","
                + entry("b", "F32", "[2]", "4,12").substring(1) + "}",
            12,
            "tensor 'b': overlaps tensor 'a'"),
        Arguments.of(
            entry("a", "F32", "[2]", "0,8") + ","
                + entry("a", "F32", "[2]", "8,16").substring(1) + "}",
            16,
            "Duplicate field 'a'"),
        Arguments.of(
            entry("a", "F32", "[3]", "0,8") + "}",
            8,
            "tensor 'a': F32[3] takes 12 bytes, but the data_offsets [0, 8] span 8"),
        Arguments.of(
            entry("a", "F32", "[-2]", "0,8") + "}", 8, "tensor 'a': the dimension -2 is negative"),
        Arguments.of(
            entry("a", "F32", "[" + huge + "]", "0,8") + "}", 8, "is more than 2^63 bytes"),
        Arguments.of(
            entry("a", "U8", "[4294967296,4294967296]", "0,8") + "}", 8, "is more than 2^63 bytes"),
        Arguments.of(
            entry("a", "U8", "[" + huge + "]", "0," + huge) + "}",
            8,
            "tensor 'a': ends at byte 9223372036854775807 of the data"),
        Arguments.of(
            entry("a", "F32", "[99999999999999999999]", "0,8") + "}", 8, "out of range of long"),
        Arguments.of(
            entry("a", "F32", "[2.0]", "0,8") + "}",
            8,
            "VALUE_NUMBER_INT expected at '/a/shape/0'"),
        Arguments.of(
            entry("a", "F32", "[2]", "8,0") + "}",
            8,
            "tensor 'a': data_offsets must be [begin, end]"),
        Arguments.of(
            entry("a", "F32", "[2]", "-8,0") + "}",
            8,
            "tensor 'a': data_offsets must be [begin, end]"),
        Arguments.of(
            entry("a", "F32", "[2]", "0,8,9") + "}",
            8,
            "tensor 'a': data_offsets must be [begin, end]"),
        Arguments.of(
            entry("a", "F4", "[2]", "0,8") + "}",
            8,
            "tensor 'a': unknown dtype 'F4'; known are [U64, I64"),
        Arguments.of(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}",
            8,
            "tensor 'a': needs dtype, shape and data_offsets"),
        Arguments.of(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0],\"scale\":[1]}}",
            0,
            "tensor 'a': unknown key 'scale'"),
        Arguments.of("{\"a\":3}", 8, "START_OBJECT expected at '/a'"),
        Arguments.of(
            "{\"__metadata__\":{\"a\":1}}", 0, "VALUE_STRING expected at '/__metadata__/a'"),
        Arguments.of("{\"a\":" + "[".repeat(100_000), 0, "its safetensors header is invalid"));
  }

  static String entry(String name, String dtype, String shape, String offsets) {
    return "{\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%s]}"
        .formatted(name, dtype, shape, offsets);
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void aHeaderThatLiesIsRefusedWithFileAndTensor(String header, int dataBytes, String message)
      throws IOException {
    Path file = folder.resolve("bad.safetensors");
    Files.write(file, file(header, dataBytes));
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void aLengthThatLiesIsRefusedBeforeAnythingIsAllocated() throws IOException {
    for (long length :
        new long[] {1, 40, 99_999_999, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      Path file = folder.resolve("bad.safetensors");
      Files.write(
          file,
          ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
      assertThatThrownBy(() -> Safetensors.open(file))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("claims a header of " + Long.toUnsignedString(length) + " bytes");
    }
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    byte[] bytes = file("{\"aa\":0}", 0);
    bytes[10] = (byte) 0xc3;
    Path file = folder.resolve("bad.safetensors");
    Files.write(file, bytes);
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void allFaultsAreToldUpToTen() throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < 15; i++) {
      header.append(i == 0 ? "" : ",").append(entry("t" + i, "F7", "[2]", "0,8").substring(1));
    }
    Path file = folder.resolve("bad.safetensors");
    Files.write(file, file(header + "}", 8));
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(UserError.class)
        .message()
        .hasLineCount(11)
        .endsWith("and 5 more faults");
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    Path whole = folder.resolve("whole.safetensors");
    Safetensors.write(
        whole, Map.of(), List.of(RawTensor.of("a", new long[] {4}, new float[] {1, 2, 3, 4})));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.safetensors");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Safetensors.open(cut)).isInstanceOf(UserError.class);
    }
  }
}
