package io.gradus.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFuzzTest {
  private static final List<String> PIECES = List.of(
      "0",
      "-1",
      "9223372036854775807",
      "9223372036854775808",
      "18446744073709551616",
      "1e9",
      "null",
      "{",
      "}",
      "[",
      "]",
      "\"",
      ",",
      ":",
      "[]",
      "{}",
      "\\u0000",
      "\"F64\"",
      "\"BF16\"",
      "shape",
      "__metadata__");

  @TempDir
  Path folder;

  /** -Dgradus.fuzz.mutations=100000 for a long one. */
  @Test
  void aMutatedFileIsReadOrRefusedAndNothingElse() throws Exception {
    int mutations = Integer.getInteger("gradus.fuzz.mutations", 20_000);
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, Map.of("format", "pt"), SafetensorsTest.oneOfEachDtype());
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    for (int seed = 0; seed < mutations; seed++) {
      Files.write(file, mutate(whole, new Random(seed)));
      try (Safetensors read = Safetensors.open(file)) {
        for (TensorInfo tensor : read.tensors()) {
          assertThat(read.read(tensor.name()).data().remaining()).isEqualTo((int) tensor.bytes());
        }
      } catch (UserError e) {
        assertThat(e.getMessage()).startsWith(file + ": ").hasSizeLessThan(20_000);
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("reproduce with: mutation seed " + seed, e);
      }
    }
    assertThat(refused).isGreaterThan(mutations / 2);
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int header = 8 + (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      switch (random.nextInt(6)) {
        case 0 ->
          bytes[8 + random.nextInt(Math.min(header, bytes.length) - 8)] =
              (byte) random.nextInt(256);
        case 1 -> bytes = Arrays.copyOf(bytes, Math.max(header, random.nextInt(bytes.length)));
        case 2 ->
          ByteBuffer.wrap(bytes)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(0, random.nextBoolean() ? random.nextLong() : random.nextInt(2 * header));
        case 3, 4 -> bytes = replace(bytes, header, random);
        default -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return random.nextInt(20) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  /** Puts a piece of JSON over a part of the header; half the time the length in front is mended to match. */
  private static byte[] replace(byte[] bytes, int header, Random random) {
    byte[] piece =
        PIECES.get(random.nextInt(PIECES.size())).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    int at = 8 + random.nextInt(Math.min(header, bytes.length) - 8);
    int over = Math.min(random.nextInt(4), bytes.length - at);
    ByteBuffer result = ByteBuffer.allocate(bytes.length - over + piece.length)
        .put(bytes, 0, at)
        .put(piece)
        .put(bytes, at + over, bytes.length - at - over);
    if (random.nextBoolean()) {
      result.order(ByteOrder.LITTLE_ENDIAN).putLong(0, header - 8L - over + piece.length);
    }
    return result.array();
  }
}
