package io.gradus.core.tensorfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.gradus.core.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

  private static final List<RawTensor> TENSORS = List.of(
      RawTensor.of("a", new long[] {2, 3}, new float[6]),
      RawTensor.of("b", DType.BF16, new long[] {4}, ByteBuffer.allocate(8)),
      RawTensor.of("scalar", new long[0], new float[] {1}),
      RawTensor.of("empty", new long[] {0, 4}, new float[0]));

  @TempDir
  Path folder;

  /** -Dgradus.fuzz.mutations=100000 for a long one. */
  @Test
  void aMutatedFileIsReadOrRefusedAndNothingElse() throws Exception {
    int mutations = Integer.getInteger("gradus.fuzz.mutations", 20_000);
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, Map.of("format", "pt"), TENSORS);
    byte[] whole = Files.readAllBytes(file);
    int refused = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int seed = 0; seed < mutations; seed++) {
        byte[] mutant = mutate(whole, new Random(seed));
        channel.truncate(mutant.length);
        channel.write(ByteBuffer.wrap(mutant), 0);
        refused += isRefused(file, seed) ? 1 : 0;
      }
    }
    assertThat(refused).isGreaterThan(mutations / 2);
  }

  private static boolean isRefused(Path file, int seed) {
    try (Safetensors read = Safetensors.open(file)) {
      for (TensorInfo tensor : read.tensors()) {
        if (read.read(tensor.name()).data().remaining() != tensor.bytes()) {
          throw new IllegalStateException(tensor + " is not as large as its header says");
        }
      }
      return false;
    } catch (UserError e) {
      if (!String.valueOf(e.getMessage()).startsWith(file + ": ")) {
        throw new AssertionError("mutation %d: does not name the file".formatted(seed), e);
      }
      return true;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("reproduce with: mutation " + seed, e);
    }
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
    byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
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
